import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { operations } from "../support/operations.js";
import type { Program } from "../support/start-main.js";
import { until } from "../support/until.js";
import { sendTo } from "./send-to.js";
import { startFor } from "./start-for.js";

const hour = 3_600;

let folder: string;
let provider: TestProvider;
let program: Program;

/** Moves the program's wall clock; what it measures time with runs on, as under a real one. */
const setClock = (seconds: number) => writeFile(join(folder, "clock"), `${seconds < 0 ? "" : "+"}${seconds}\n`);

function findLibrary(): string {
  for (const name of readdirSync("/usr/lib")) {
    const library = join("/usr/lib", name, "faketime/libfaketimeMT.so.1");
    if (existsSync(library)) return library;
  }
  throw new Error("these tests need libfaketime");
}

async function start(offset: number): Promise<void> {
  await setClock(offset);
  program = await startFor(provider, {
    LD_PRELOAD: findLibrary(),
    FAKETIME_TIMESTAMP_FILE: join(folder, "clock"),
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  });
}

const ready = async () => (await fetch(new URL("/readyz", program.url))).status === 200;

/** `OK`, or the code that a token is refused with. */
async function present(token: string): Promise<string> {
  const { text } = await sendTo(program.url, operations.me, { token });
  return JSON.parse(text).errors?.[0].extensions.code ?? "OK";
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-clock-"));
  provider = await startTestProvider();
});

afterEach(async () => {
  expect(await program.end()).toBe(0);
  expect(program.printed()).not.toContain("Unexpected error");
  await provider.stop();
  await rm(folder, { recursive: true });
});

describe("a clock that is wrong", () => {
  it.each([
    ["90 s fast", 90, "OK"],
    ["90 s slow", -90, "TOKEN_MALFORMED"],
    ["an hour fast", hour, "TOKEN_EXPIRED"],
    ["an hour slow", -hour, "TOKEN_MALFORMED"],
  ])("R12 by being %s judges tokens by what it says, and as they are once it is right", async (_, offset, outcome) => {
    await start(offset);
    await until(ready);
    const tokens = [provider.mint(), provider.mint()];
    for (const token of tokens) expect(await present(token)).toBe(outcome);
    await setClock(0);
    for (const token of tokens) expect(await present(token)).toBe("OK");
    const expired = provider.mint({ exp: Math.floor(Date.now() / 1000) - 60 });
    expect(await present(expired)).toBe("TOKEN_EXPIRED");
  });

  it("R12 by being set back an hour keeps nothing waiting: keys are read when it is time for them", async () => {
    await provider.stop();
    await start(hour);
    await until(async () => (await present(provider.mint())) === "PROVIDER_UNAVAILABLE");
    await setClock(0);
    await provider.restart();
    await until(ready, 4_000);
    const token = provider.mint();
    expect(await present(token)).toBe("OK");

    await setClock(-hour);
    // Known before, and not expired: it stays what it was.
    expect(await present(token)).toBe("OK");
    await provider.rotateKeys({ keep: false });
    await present(provider.mint());
    expect(program.printed().match(/keys of the provider loaded/g)).toHaveLength(2);
    expect(await present(token)).not.toBe("OK");
    await setClock(0);
    expect(await present(provider.mint())).toBe("OK");
    expect(await ready()).toBe(true);
  });
});
