import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { findFreePort } from "../support/find-free-port.js";
import { bob, operations } from "../support/operations.js";
import type { Program } from "../support/start-main.js";
import { until } from "../support/until.js";
import { type Certificates, createCertificates } from "./create-certificates.js";
import { sendTo } from "./send-to.js";
import { startFor } from "./start-for.js";
import { startTlsFront, type TlsFront } from "./start-tls-front.js";

let certificates: Certificates;
let front: TlsFront;
let provider: TestProvider;
let program: Program | undefined;

beforeAll(async () => {
  certificates = await createCertificates();
});
afterAll(() => certificates.remove());

beforeEach(async () => {
  const port = await findFreePort();
  front = await startTlsFront(`http://127.0.0.1:${port}`, certificates.good);
  provider = await startTestProvider({ port, publicIssuer: `${front.origin}/realms/local` });
});

afterEach(async () => {
  await program?.end("SIGKILL");
  await front.stop();
  await provider.stop();
});

const ready = async () => (await fetch(new URL("/readyz", program?.url))).status === 200;
const ask = (query: string, sending: object) => sendTo(program?.url ?? "", query, sending);
const unavailable = [503, expect.stringContaining("PROVIDER_UNAVAILABLE")];

/** By what is wrong: the certificate, and how the log names it in words and by its code. */
const faults = [
  ["expired", "expired", "certificate has expired", "CERT_HAS_EXPIRED"],
  ["of another host", "ofAnotherHost", "does not match certificate's altnames", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["signed by itself", "selfSigned", "self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"],
] as const;

describe("a provider whose certificate is", () => {
  it.each(faults)(
    "R09 %s is not believed at the start, and is once it shows a good one",
    async (_, name, reason, _code) => {
      await front.show(certificates[name]);
      program = await startFor(provider, { NODE_EXTRA_CA_CERTS: certificates.authority });
      const token = provider.mint();
      for (let i = 0; i < 2; i++) {
        const { status, text } = await ask(operations.me, { token });
        expect([status, text]).toEqual(unavailable);
      }
      const login = await ask(operations.login, { variables: bob });
      expect([login.status, login.text]).toEqual(unavailable);
      expect(await ready()).toBe(false);
      expect(provider.requests).toMatchObject({ discovery: 0, jwks: 0, token: 0 });
      const lines = program.printed().match(/.*keys of the provider cannot be read.*/g) ?? [];
      expect(lines).toEqual([expect.stringContaining(reason)]);

      await front.show(certificates.good);
      await until(ready);
      expect((await ask(operations.me, { token })).status).toBe(200);
      expect((await ask(operations.login, { variables: bob })).status).toBe(200);
    },
  );

  it.each(faults)("R09 %s later on is told no password, and tokens stay good", async (_, name, _words, code) => {
    program = await startFor(provider, { NODE_EXTRA_CA_CERTS: certificates.authority });
    await until(ready);
    await front.show(certificates[name]);
    const login = await ask(operations.login, { variables: bob });
    expect([login.status, login.text]).toEqual(unavailable);
    expect(provider.requests.token).toBe(0);
    await until(() => program?.printed().includes(`fetch failed (${code})`) === true);
    expect((await ask(operations.me, { token: provider.mint() })).status).toBe(200);
    expect(await ready()).toBe(true);
  });

  it("R09 of an authority that nobody has named is not believed", async () => {
    program = await startFor(provider);
    expect((await ask(operations.me, { token: provider.mint() })).status).toBe(503);
    expect(program.printed()).toContain("unable to verify the first certificate");
    expect(provider.requests.discovery).toBe(0);
  });
});
