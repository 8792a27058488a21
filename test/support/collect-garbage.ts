import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Leaves in memory what somebody still holds on to, and no more. */
export const collectGarbage: () => void = runInNewContext("gc");
