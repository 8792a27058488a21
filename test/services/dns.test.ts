import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { findFreePort } from "../support/find-free-port.js";
import { bob, operations } from "../support/operations.js";
import type { Program } from "../support/start-main.js";
import { until } from "../support/until.js";
import { sendTo } from "./send-to.js";
import { startFor } from "./start-for.js";
import { startRelay } from "./start-relay.js";

/** Takes the place of the machine's resolver, and of nothing between it and the program: the address is in a file. */
const resolver = `
  import dns from "node:dns";
  import { readFileSync } from "node:fs";
  const { lookup } = dns;
  dns.lookup = (host, options, done) => {
    if (host !== "login.test") return lookup(host, options, done);
    const address = readFileSync(process.env.TEST_ADDRESS_FILE, "utf8");
    if (address === "") return done(Object.assign(new Error("getaddrinfo ENOTFOUND login.test"), { code: "ENOTFOUND" }));
    const family = address.includes(":") ? 6 : 4;
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };`;

let folder: string;
let port: number;
let provider: TestProvider;
let program: Program;

/** What the provider's name resolves to from now on; nothing for no such name. */
const setAddress = (address: string) => writeFile(join(folder, "address"), address);
const relayFrom = (host: string) => startRelay(host, port, Number(new URL(provider.discoveryUrl).port));
const ready = async () => (await fetch(new URL("/readyz", program.url))).status === 200;
const logIn = async () => (await sendTo(program.url, operations.login, { variables: bob })).status;
const present = async () => (await sendTo(program.url, operations.me, { token: provider.mint() })).status;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-dns-"));
  port = await findFreePort();
  provider = await startTestProvider({ publicIssuer: `http://login.test:${port}/realms/local` });
});

afterEach(async () => {
  await program.end("SIGKILL");
  await provider.stop();
  await rm(folder, { recursive: true });
});

describe("the name of the provider", () => {
  it("R08 may be unknown at the start, move to another address, be gone for a while and come back as IPv6", async () => {
    await setAddress("");
    program = await startFor(provider, {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(resolver)}`,
      TEST_ADDRESS_FILE: join(folder, "address"),
    });
    expect([await present(), await ready()]).toEqual([503, false]);
    expect(program.printed()).toContain("ENOTFOUND");

    let stop = await relayFrom("127.0.0.2");
    await setAddress("127.0.0.2");
    await until(ready);
    expect([await present(), await logIn()]).toEqual([200, 200]);

    await stop();
    expect([await present(), await logIn()]).toEqual([200, 503]);
    stop = await relayFrom("127.0.0.3");
    await setAddress("127.0.0.3");
    const begun = performance.now();
    await until(async () => (await logIn()) === 200, 30_000);
    console.info(`found at its new address after ${(performance.now() - begun).toFixed(0)} ms`);
    await provider.rotateKeys();
    expect(await present()).toBe(200);

    await stop();
    await setAddress("");
    expect([await present(), await logIn()]).toEqual([200, 503]);
    stop = await relayFrom("::1");
    await setAddress("::1");
    await until(async () => (await logIn()) === 200, 30_000);
    expect([await present(), await ready()]).toEqual([200, true]);
    await stop();
  });
});
