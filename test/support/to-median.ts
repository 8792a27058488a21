/** The middle of several numbers: what a machine that is busy for a moment does not change. */
export function toMedian(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
