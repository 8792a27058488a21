import { type Finding, failed, ok, warning } from "./finding.js";
import type { Moment } from "./moment.js";

/** Seconds: what the verifier tolerates, and what no login survives for long. */
const limits = { warning: 5, failed: 60 };

/** Whether the provider's clock and ours agree. What is not known (a cut second, time on the way) is no difference. */
export function checkClock({ theirs, before, after }: Moment): Finding {
  const [least, most] = [theirs - after, theirs + 1000 - before];
  const seconds = Math.round((least > 0 ? least : Math.min(most, 0)) / 1000);
  const apart = Math.abs(seconds);
  if (apart <= limits.warning) return ok("the provider's clock and ours agree", null);
  const says = `the provider's clock is ${apart} s ${seconds > 0 ? "ahead of" : "behind"} ours`;
  const mend = "Synchronise both clocks (NTP): by them good tokens are not valid yet, or expired";
  return apart > limits.failed ? failed(says, mend) : warning(says, mend, null);
}
