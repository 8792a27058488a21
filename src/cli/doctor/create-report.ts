import type { Finding } from "./finding.js";

/** Prints a line for each step of an examination, and counts. */
export interface Report {
  /**
   * Takes a step: prints what the check found, or that it was skipped.
   *
   * @param need what earlier steps found that the check builds on; undefined when one of them has failed.
   * @returns what later steps build on; undefined when there is nothing.
   */
  step<Need, Evidence>(
    name: string,
    need: Need | undefined,
    check: (need: Need) => Finding<Evidence> | Promise<Finding<Evidence>>,
  ): Promise<Evidence | undefined>;
  skip(name: string, why: string): void;
  /** Prints the sums. Returns whether no step has failed. */
  end(): boolean;
}

const outcomeWidth = 9;
const nameWidth = 16;
const indent = `\n${" ".repeat(outcomeWidth + nameWidth)}`;

export function createReport(): Report {
  const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 };

  function print(outcome: keyof typeof counts, name: string, says: string, mend = ""): void {
    counts[outcome] += 1;
    const lines = `${says}${mend && `\n→ ${mend.replaceAll("\n", "\n  ")}`}`.split("\n");
    // Some of it was written by the provider: nothing in it may speak to the terminal.
    const text = lines.map((line) => line.replace(/\p{C}/gu, " ")).join(indent);
    console.log(`${outcome.padEnd(outcomeWidth)}${name.padEnd(nameWidth)}${text}`);
  }

  return {
    async step(name, need, check) {
      if (need === undefined) {
        print("skipped", name, "needs what is missing above");
        return undefined;
      }
      try {
        const finding = await check(need);
        if (finding.outcome === "ok") print("ok", name, finding.says);
        else print(finding.outcome, name, finding.says, finding.mend);
        return finding.outcome === "failed" ? undefined : finding.evidence;
      } catch (error) {
        // The steps that are left are taken all the same: one of them ends the session that another began.
        print("failed", name, error instanceof Error ? error.message : "for an unknown reason");
        return undefined;
      }
    },
    skip: (name, why) => print("skipped", name, why),
    end() {
      console.log(`\n${counts.ok} ok, ${counts.warning} warnings, ${counts.failed} failed, ${counts.skipped} skipped`);
      return counts.failed === 0;
    },
  };
}
