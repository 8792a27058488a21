/** Where in an answer a value belongs, as `info.path` has it. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

/** The same from the outside in, as errors have it. */
export function toKeys(path: Path): (string | number)[] {
  const keys = [path.key];
  for (let at = path.prev; at !== undefined; at = at.prev) keys.unshift(at.key);
  return keys;
}
