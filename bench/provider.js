// The provider, in a process of its own. It does what it is told: `{ call, args }`, answered with `{ result }`.
import { startTestProvider } from "../dist/testing/index.js";

const provider = await startTestProvider({ lifetime: 3_600 });
const { issuer, clientId, clientSecret } = provider;
const calls = {
  mint: (count, claims) => Array.from({ length: count }, () => provider.mint(claims)),
  countRequests: () => Object.values(provider.requests).reduce((sum, count) => sum + count, 0),
  rotateKeys: () => provider.rotateKeys(),
  stop: () => provider.stop(),
  restart: () => provider.restart(),
};
process.on("message", async ({ call, args }) => process.send({ result: await calls[call](...args) }));
process.send({ result: { issuer, clientId, clientSecret } });
