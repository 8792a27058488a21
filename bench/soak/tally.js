/** Counts what was answered: by what was asked and by status. */
export function createTally() {
  const counts = new Map();
  const first = new Map();
  let [all, unexpected, lost] = [0, 0, 0];

  return {
    /** `expected` are the statuses that would have been right. */
    add(name, answer, expected) {
      const outcome = answer.lost === undefined ? `${answer.status}` : `lost (${answer.lost})`;
      const isRight = expected.has(answer.status);
      const key = `${name}: ${outcome}${isRight ? "" : " UNEXPECTED"}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      all += 1;
      if (answer.lost !== undefined) lost += 1;
      else if (!isRight) unexpected += 1;
      if (!isRight && !first.has(key))
        first.set(key, `${new Date().toISOString()} ${answer.body?.slice(0, 300) ?? ""}`);
    },
    unexpected: () => unexpected,
    lost: () => lost,
    toText: () =>
      [
        `${all} requests`,
        ...[...counts].sort().map(([key, count]) => `  ${key} ${count}`),
        ...[...first].map(([key, example]) => `the first of ${key}: ${example}`),
      ].join("\n"),
  };
}
