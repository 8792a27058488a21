import type { Log } from "./log.js";

/** For who does not want to be told. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
