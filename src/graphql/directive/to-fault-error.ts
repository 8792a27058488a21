/** All faults of a schema in one error, one a line. */
export function toFaultError(summary: string, faults: readonly string[]): Error {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return new Error([`${summary}: ${count}`, ...faults.map((fault) => `- ${fault}`)].join("\n"));
}
