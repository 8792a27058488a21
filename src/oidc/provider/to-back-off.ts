/**
 * Milliseconds to wait after so many failures in a row: 1 s, doubled each time up to `ceiling`, less up to a quarter
 * at random, so that a thousand instances do not come back at once.
 *
 * @param failures at least 1.
 */
export function toBackOff(failures: number, ceiling: number): number {
  return Math.min(1000 * 2 ** (failures - 1), ceiling) * (1 - Math.random() / 4);
}
