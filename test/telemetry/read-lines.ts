import type { Api } from "../support/start-api.js";
import { until } from "../support/until.js";

export type Line = Readonly<Record<string, unknown>>;

/** Every line of the log so far. What is no line of JSON fails. */
export function readLines(api: Pick<Api, "logged">): Line[] {
  return api
    .logged()
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text));
}

/** Waits for the lines with a message that are written while something is done. */
export async function linesOf(api: Api, msg: string, run: () => Promise<unknown>, count = 1): Promise<Line[]> {
  const before = readLines(api).length;
  const read = () =>
    readLines(api)
      .slice(before)
      .filter((line) => line.msg === msg);
  await run();
  await until(() => read().length >= count);
  return read();
}
