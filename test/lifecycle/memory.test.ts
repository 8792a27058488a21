import { describe, expect, it } from "@jest/globals";
import { run } from "../support/run.js";

/** Makes objects that stay, all at one line of code, and has V8 say what it concludes from that. */
function watchPlacing(before: string) {
  const program = `${before}
    (await import("node:v8")).setFlagsFromString("--trace-pretenuring-statistics");
    const make = (at) => ({ at, more: { at: [at] } });
    const kept = [];
    while (kept.length < 400_000) kept.push(make(kept.length));`;
  // V8 concludes nothing before young objects have all the room that they may have.
  return run(process.cwd(), process.execPath, "--max-semi-space-size=1", "--input-type=module", "--eval", program);
}

describe("what is made for one request is young", () => {
  it("V8 by itself places objects among old ones when those before them stayed", async () => {
    expect(await watchPlacing("")).toEqual({ code: 0, output: expect.stringContaining("=> tenure") });
  });

  it("the program has V8 make all objects young, whatever stayed before", async () => {
    const program = new URL(import.meta.resolve("#latchkey/run.js")).href;
    const placing = await watchPlacing(`await import(${JSON.stringify(program)});`);
    expect(placing).toEqual({ code: 0, output: expect.not.stringContaining("=> tenure") });
  });
});
