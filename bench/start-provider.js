import { once } from "node:events";
import { cores } from "./cores.js";
import { startProcess } from "./start-process.js";

/** `startTestProvider` of `latchkey/testing` in a process of its own, on the core of the load. */
export async function startProvider() {
  const { child, stop } = startProcess(cores.load, process.execPath, ["provider.js"], {}, { ipc: true });
  const [{ result: settings }] = await once(child, "message");
  let last = Promise.resolve();
  /** One after the other: answers carry no number. */
  const ask = (call, ...args) => {
    last = last.then(async () => {
      const answered = once(child, "message");
      child.send({ call, args });
      const [{ result }] = await answered;
      return result;
    });
    return last;
  };
  return {
    issuer: settings.issuer,
    /** What a contender needs to know of it. */
    env: {
      OIDC_ISSUER: settings.issuer,
      OIDC_CLIENT_ID: settings.clientId,
      OIDC_CLIENT_SECRET: settings.clientSecret,
    },
    mint: (count, claims = {}) => ask("mint", count, claims),
    /** How many it has received. */
    countRequests: () => ask("countRequests"),
    rotateKeys: () => ask("rotateKeys"),
    pause: () => ask("stop"),
    resume: () => ask("restart"),
    stop,
  };
}
