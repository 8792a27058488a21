function readLines(lock: string): Map<string, string> {
  return new Map(
    lock.split(/\r?\n/).flatMap((line) => {
      const entry = /^(\S+) (.+)$/.exec(line);
      return entry?.[1] && entry[2] && !line.startsWith("#") ? [[entry[1], entry[2]] as const] : [];
    }),
  );
}

/** What changed from one lock file to another, a line for each coordinate: "`User.email`: role `admin` → anyone". */
export function toAccessDifference(before: string, after: string): string[] {
  const [old, current] = [readLines(before), readLines(after)];
  const coordinates = [...new Set([...old.keys(), ...current.keys()])].sort();
  return coordinates.flatMap((coordinate) => {
    const [was = "(not there)", is = "(gone)"] = [old.get(coordinate), current.get(coordinate)];
    return was === is ? [] : [`\`${coordinate}\`: ${was} → ${is}`];
  });
}
