import { check, login } from "../requests.js";
import { median } from "../statistics.js";

/** Milliseconds of a login through the API and of the provider's own answer to the same, in turn: p50 of each. */
export async function measureLogin(origin, provider, { count }) {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = provider.env;
  const request = login();
  const authorization = `Basic ${Buffer.from(`${OIDC_CLIENT_ID}:${OIDC_CLIENT_SECRET}`).toString("base64")}`;
  const form = { grant_type: "password", username: "alice", password: "wonderland", scope: "openid profile email" };
  const askProvider = async () => {
    const response = await fetch(`${OIDC_ISSUER}/protocol/openid-connect/token`, {
      method: "POST",
      headers: { authorization },
      body: new URLSearchParams(form),
    });
    const { access_token } = await response.json();
    if (access_token === undefined) throw new Error("the provider let nobody in");
  };
  const times = { api: [], provider: [] };
  const time = async (times, call) => {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  };
  const warmUp = 20;
  for (let i = 0; i < count + warmUp; i += 1) {
    await time(times.provider, askProvider);
    await time(times.api, () => check(origin, request));
  }
  const [api, direct] = [times.api, times.provider].map((all) => median(all.slice(warmUp)));
  return { api, provider: direct, over: api - direct };
}
