import { describe, expect, it } from "@jest/globals";
import { alice, operations } from "../support/operations.js";
import { startApi } from "../support/start-api.js";
import { until } from "../support/until.js";

describe("a provider that is late", () => {
  it("does not keep the API from listening; guarded operations are 503 until its keys are here", async () => {
    const api = await startApi({}, {}, (provider) => provider.stop());
    try {
      const token = api.provider.mint();
      await until(async () => (await api.ask(operations.me, { token })).status === 503);
      const { headers, body } = await api.ask(operations.me, { token });
      expect(body.errors[0].extensions.code).toBe("PROVIDER_UNAVAILABLE");
      expect(body.errors[0].message).toBe("Error while decoding token");
      expect(headers.get("www-authenticate")).toBeNull();
      expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect((await api.send("/livez")).status).toBe(200);
      expect((await api.send("/readyz")).status).toBe(503);
      expect((await api.ask("{ __typename }", { token })).status).toBe(200);

      await api.provider.restart();
      await until(async () => (await api.send("/readyz")).status === 200);
      expect((await api.ask(operations.me, { token })).status).toBe(200);
      expect((await api.ask(operations.login, { variables: alice })).status).toBe(200);
    } finally {
      await api.close();
    }
  });
});

describe("a provider that goes", () => {
  it("leaves tokens good and makes login, refresh and logout 503", async () => {
    const api = await startApi();
    try {
      const { body } = await api.ask(operations.login, { variables: alice });
      const { accessToken, refreshToken } = body.data.login;
      await api.provider.stop();
      expect((await api.ask(operations.me, { token: accessToken })).status).toBe(200);
      expect((await api.ask(operations.me, { token: api.provider.mint() })).status).toBe(200);
      for (const ask of [
        api.ask(operations.login, { variables: alice }),
        api.ask(operations.refresh, { variables: { refreshToken } }),
        api.ask(operations.logout, { variables: { refreshToken } }),
      ]) {
        const answer = await ask;
        expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([503, "PROVIDER_UNAVAILABLE"]);
      }
    } finally {
      await api.close();
    }
  });
});

describe("a provider that rotates its keys", () => {
  it("is followed without a restart", async () => {
    const api = await startApi();
    try {
      const before = api.provider.mint();
      expect((await api.ask(operations.me, { token: before })).status).toBe(200);
      await api.provider.rotateKeys();
      const after = api.provider.mint();
      expect((await api.ask(operations.me, { token: after })).status).toBe(200);
      expect((await api.ask(operations.me, { token: before })).status).toBe(200);
    } finally {
      await api.close();
    }
  });
});

describe("a provider that says 429", () => {
  it("R23 is asked once for a call, and whoever made it is told when to try again", async () => {
    const api = await startApi();
    const asked = [
      ["30", "30"],
      ["0.2", "60"],
      ["Fri, 31 Dec 1999 23:59:59 GMT", "60"],
      ["999999", "3600"],
    ] as const;
    try {
      for (const [said, told] of asked) {
        api.provider.fault("token", { status: 429, headers: { "retry-after": said }, body: "slow down" });
        for (const [query, variables] of [
          [operations.login, alice],
          [operations.refresh, { refreshToken: "any" }],
        ] as const) {
          const before = api.provider.requests.token;
          const { status, headers, body } = await api.ask(query, { variables });
          expect([status, body.errors[0].extensions.code, headers.get("retry-after")]).toEqual([
            429,
            "RATE_LIMITED",
            told,
          ]);
          expect(api.provider.requests.token - before).toBe(1);
        }
      }
      api.provider.fault("token", null);
      expect((await api.ask(operations.login, { variables: alice })).status).toBe(200);
    } finally {
      await api.close();
    }
  });
});
