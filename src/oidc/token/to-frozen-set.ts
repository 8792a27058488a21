/** A set that nobody can change: one identity is shared by every request that presents its token. */
export function toFrozenSet<T>(values: Iterable<T>): ReadonlySet<T> {
  const set = new Set(values);
  for (const change of ["add", "delete", "clear"]) Object.defineProperty(set, change, { value: refuse });
  return Object.freeze(set);
}

function refuse(): never {
  throw new TypeError("This set cannot be changed");
}
