import type { AggregatedResult } from "@jest/reporters";

/** Prints the sums as one plain last line, `N passed, N failed, N skipped`, for whoever adds up several suites. */
export default class SumReporter {
  onRunComplete(_contexts: unknown, results: AggregatedResult): void {
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const sums = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
    // After whatever the other reporters still have to say.
    process.once("exit", () => process.stdout.write(sums));
  }
}
