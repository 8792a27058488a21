import { describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import * as client from "openid-client";
import type { EmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";
import { connect } from "./connect.js";
import { logIn } from "./log-in.js";
import { startProvider } from "./start-provider.js";

describe("keys", () => {
  it("publishes public keys only", async () => {
    const provider = await startProvider();

    const published = await (await fetch(jwksUri(provider))).json();

    const n = expect.stringMatching(/^[\w-]{342}$/);
    expect(published).toEqual({
      keys: [{ kty: "RSA", alg: "RS256", use: "sig", kid: expect.any(String), e: "AQAB", n }],
    });
  });

  it("after a rotation, sign with the new one and still verify what the old ones signed", async () => {
    const provider = await startProvider();
    const config = await connect(provider);
    const tokens = [(await logIn(config)).access_token];
    for (let rotation = 0; rotation < 2; rotation++) {
      await provider.rotateKeys();
      tokens.push((await logIn(config)).access_token);
    }

    expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(3);
    const published = createRemoteJWKSet(new URL(jwksUri(provider)));
    for (const token of tokens) {
      await expect(jwtVerify(token, published)).resolves.toMatchObject({ payload: { iss: provider.issuer } });
    }
  });

  it("rotate without ending a session or failing a request", async () => {
    const provider = await startProvider();
    const config = await connect(provider);
    const { refresh_token = "" } = await logIn(config);

    const logins = Array.from({ length: 20 }, () => logIn(config));
    await Promise.all([provider.rotateKeys(), ...logins]);
    const { access_token } = await client.refreshTokenGrant(config, refresh_token);

    await expect(jwtVerify(access_token, createRemoteJWKSet(new URL(jwksUri(provider))))).resolves.toBeDefined();
    await expect(client.fetchUserInfo(config, access_token, client.skipSubjectCheck)).resolves.toBeDefined();
  });

  it("are others after a restart, while users keep their subject", async () => {
    const [before, after] = await Promise.all(
      [await startProvider(), await startProvider()].map(async (provider) => logIn(await connect(provider))),
    );

    const tokens = [before?.access_token ?? "", after?.access_token ?? ""];
    expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(2);
    expect(new Set(tokens.map((token) => decodeJwt(token).sub)).size).toBe(1);
  });

  it("gives the user of the same name in another realm another subject", async () => {
    const [here, there] = await Promise.all(
      [await startProvider(), await startProvider({ realm: "other" })].map(async (provider) =>
        logIn(await connect(provider)),
      ),
    );

    expect(decodeJwt(here?.access_token ?? "").sub).not.toBe(decodeJwt(there?.access_token ?? "").sub);
  });
});

function jwksUri({ issuer }: EmbeddedProvider): string {
  return `${issuer}/protocol/openid-connect/certs`;
}
