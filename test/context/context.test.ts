import { describe, expect, it } from "@jest/globals";
import type { Identity } from "latchkey";
import { createContext, createVerifier, InvalidToken, ProviderUnavailable } from "latchkey";
import { startTestProvider } from "latchkey/testing";

const identity: Identity = {
  subject: "1",
  username: "alice",
  roles: new Set(),
  scopes: new Set(),
  claims: {},
  expiresAt: new Date(),
};
const context = createContext({
  verifier: {
    verify: async (token) => {
      if (token === "good") return identity;
      if (token === "down") throw new ProviderUnavailable("Error while decoding token");
      throw new InvalidToken("TOKEN_EXPIRED", "exp is past");
    },
  },
});
const request = (authorization?: string) => ({
  headers: new Headers(authorization === undefined ? {} : { authorization }),
});

describe("a context", () => {
  it("has no identity without a token, and that of a good one", async () => {
    expect(await context(request())).toEqual({ identity: null });
    expect((await context(request("Bearer good"))).identity).toBe(identity);
  });

  it.each([
    ["Bearer bad", "Token has expired"],
    ["Bearer down", "Error while decoding token"],
  ])(
    "of %s refuses whoever reads its identity, also in a copy on its prototype, and lets others be",
    async (header, message) => {
      const refused = await context(request(header));
      expect(() => refused.identity).toThrow(message);
      const copy = Object.assign(Object.create(Object.getPrototypeOf(refused)), refused);
      expect(() => copy.identity).toThrow(message);
      expect(() => ({ ...refused, more: 1 })).not.toThrow();
    },
  );

  it.each(["Bearer", "Bearer a, Bearer b"])("is not made for the header %p", async (header) => {
    await expect(context(request(header))).rejects.toMatchObject({ extensions: { code: "BAD_REQUEST" } });
  });

  it.each([
    ["a Node request", { rawHeaders: ["Authorization", "Bearer good"], url: "/graphql?access_token=x" }],
    ["a Fetch request", new Request("http://localhost/?access_token=x", request("Bearer good"))],
  ])("is not made for %s with a second token in its URL", async (_, twice) => {
    await expect(context(twice)).rejects.toMatchObject({ extensions: { code: "BAD_REQUEST" } });
  });

  it("is of whom a wrapped verifier says, and of nobody that only what is inside would let in", async () => {
    const provider = await startTestProvider();
    const verifier = await createVerifier({ issuer: provider.issuer, audience: "account" });
    const verify = async () => {
      throw new InvalidToken("TOKEN_REJECTED", "blocked");
    };
    const token = provider.mint();
    await verifier.verify(token);
    const refused = await createContext({ verifier: { ...verifier, verify } })(request(`Bearer ${token}`));
    expect(() => refused.identity).toThrow("Token was not issued for this API");
    verifier.close();
    await provider.stop();
  });

  it("reads every Authorization line of a Node request", async () => {
    const rawHeaders = ["Authorization", "Bearer good", "authorization", "Bearer good"];
    await expect(context({ rawHeaders })).rejects.toMatchObject({ extensions: { code: "BAD_REQUEST" } });
    expect((await context({ rawHeaders: rawHeaders.slice(0, 2) })).identity).toBe(identity);
  });
});
