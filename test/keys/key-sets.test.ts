import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { toOutcome } from "../tokens/to-outcome.js";
import { type Case, startCase } from "./start-case.js";

let test: Case;

beforeEach(async () => {
  test = await startCase();
});

afterEach(() => test.end());

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const rsa: Pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const weak: Pair = generateKeyPairSync("rsa", { modulusLength: 1024 });
const koblitz: Pair = generateKeyPairSync("ec", { namedCurve: "secp256k1" });

function jwk({ publicKey }: Pair, members: object = {}): object {
  return { ...publicKey.export({ format: "jwk" }), kid: "k", use: "sig", alg: "RS256", ...members };
}

/** A modulus of 2,048 bits that the weak generator of CVE-2017-15361 could have made. */
function rocaModulus(): string {
  const primes = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
  ];
  const more = [107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167];
  const product = [...primes, ...more].reduce((all, prime) => all * BigInt(prime), 1n);
  const step = product * 2n;
  const modulus = 2n ** 2047n - (2n ** 2047n % step) + step + 65537n;
  return Buffer.from(modulus.toString(16), "hex").toString("base64url");
}

const bytes = (...values: number[]) => Buffer.from(values).toString("base64url");

/** Published beside a good key: not used, and the good one still is. */
const unusable: readonly (readonly [string, string, object, Pair | null])[] = [
  ["J008", "an encryption key", jwk(rsa, { use: "enc", alg: "RSA-OAEP" }), rsa],
  ["J008", "a key for encryption by its operations", jwk(rsa, { use: undefined, key_ops: ["encrypt"] }), rsa],
  ["J011", "an RSA key of 1,024 bits", jwk(weak), weak],
  ["J011", "an RSA exponent of 1", jwk(rsa, { e: bytes(1) }), rsa],
  ["J011", "an even RSA exponent", jwk(rsa, { e: bytes(1, 0, 0) }), rsa],
  ["J011", "an RSA exponent of 5 bytes and more", jwk(rsa, { e: bytes(1, 0, 0, 0, 0, 0, 1) }), rsa],
  ["J011", "an RSA modulus with the mark of CVE-2017-15361", jwk(rsa, { n: rocaModulus() }), rsa],
  ["J011", "an RSA modulus of 16,384 bits", jwk(rsa, { n: Buffer.alloc(2048, 0xff).toString("base64url") }), rsa],
  ["J012", "a symmetric key", { kty: "oct", k: "AAAA", kid: "k", alg: "HS256" }, null],
  ["J013", "a private key", { ...rsa.privateKey.export({ format: "jwk" }), kid: "k", alg: "RS256" }, rsa],
  ["J007", "a curve that is not used for tokens", jwk(koblitz, { alg: undefined }), null],
  ["J005", "an algorithm of another key type", jwk(rsa, { alg: "ES256" }), rsa],
  ["J005", "alg none", jwk(rsa, { alg: "none" }), rsa],
  ["J005", "alg HS256", jwk(rsa, { alg: "HS256" }), rsa],
  ["K009", "no kid", jwk(rsa, { kid: undefined }), rsa],
  ["K009", "an empty kid", jwk(rsa, { kid: "" }), rsa],
  ["K009", "a kid of 257 characters", jwk(rsa, { kid: "k".repeat(257) }), null],
  ["K009", "no modulus", jwk(rsa, { n: undefined }), rsa],
  ["K009", "a modulus that is a number", jwk(rsa, { n: 1 }), rsa],
  ["K009", "a point that is not on its curve", { kty: "EC", crv: "P-256", x: bytes(1), y: bytes(2), kid: "k" }, null],
  ["K009", "no key type", { kid: "k" }, null],
];

describe("a key set", () => {
  it.each(unusable)("%s with %s beside a good key: the good one alone is used", async (_id, _name, member, pair) => {
    const { provider, log } = test;
    provider.fault("jwks", { body: { keys: [member, ...provider.jwks().keys] } });
    const verifier = await test.start();
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    if (pair !== null) {
      const token = provider.mint({}, { key: pair.privateKey, algorithm: "RS256", header: { kid: "k" } });
      expect(await toOutcome(verifier.verify(token))).toBe("TOKEN_SIGNATURE_INVALID");
    }
    const isForAnotherUse = _id === "J008";
    expect(log.lines.includes("warn keys of the provider refused")).toBe(!isForAnotherUse);
    expect(log.text()).not.toContain(rsa.privateKey.export({ format: "jwk" }).d);
  });

  it.each([
    ["null", null],
    ["a number", 1],
    ["text", "key"],
    ["a list", []],
  ])("K009 with %s among its keys: the others are used", async (_, member) => {
    test.provider.fault("jwks", { body: { keys: [member, ...test.provider.jwks().keys] } });
    expect(await toOutcome((await test.start()).verify(test.mint()))).toBe("OK");
  });

  it("J026 with one kid twice: neither is used, the others are", async () => {
    const { provider, log } = test;
    const twice = [
      jwk(rsa),
      jwk(rsa, {
        n: createPublicKey(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey).export({ format: "jwk" }).n,
      }),
    ];
    provider.fault("jwks", { body: { keys: [...twice, ...provider.jwks().keys] } });
    const verifier = await test.start();
    const token = provider.mint({}, { key: rsa.privateKey, algorithm: "RS256", header: { kid: "k" } });
    expect(await toOutcome(verifier.verify(token))).toBe("TOKEN_SIGNATURE_INVALID");
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    expect(log.text()).toContain("several keys with kid");
  });

  it.each(["__proto__", "constructor", "toString"])("J023 may name a key %s", async (kid) => {
    const { provider } = test;
    provider.fault("jwks", { body: JSON.stringify({ keys: [jwk(rsa, { kid })] }) });
    const verifier = await test.start();
    const token = provider.mint({}, { key: rsa.privateKey, algorithm: "RS256", header: { kid: kid } });
    expect(await toOutcome(verifier.verify(token))).toBe("OK");
  });

  it("J005 with a key without alg: it verifies one algorithm, the first that fits it", async () => {
    const { provider } = test;
    provider.fault("jwks", { body: { keys: [jwk(rsa, { alg: undefined })] } });
    const verifier = await test.start();
    const sign = (algorithm: string) => provider.mint({}, { key: rsa.privateKey, algorithm, header: { kid: "k" } });
    expect(await toOutcome(verifier.verify(sign("RS256")))).toBe("OK");
    for (const algorithm of ["RS384", "RS512", "PS256"]) {
      expect(await toOutcome(verifier.verify(sign(algorithm)))).toBe("TOKEN_SIGNATURE_INVALID");
    }
  });

  it("K008 with 1,200 keys: the first hundred are looked at, and nothing stalls for long", async () => {
    const { provider, log } = test;
    const [good] = provider.jwks().keys;
    const others = Array.from({ length: 1_200 }, (_, index) => ({ ...good, kid: `key-${index}` }));
    provider.fault("jwks", { body: { keys: [good, ...others] } });
    let longest = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const verifier = await test.start();
    clearInterval(watch);
    expect(await toOutcome(verifier.verify(test.mint()))).toBe("OK");
    const at = (index: number) => provider.mint({}, { header: { kid: `key-${index}` } });
    expect(await toOutcome(verifier.verify(at(98)))).toBe("OK");
    expect(await toOutcome(verifier.verify(at(99)))).toBe("TOKEN_SIGNATURE_INVALID");
    expect(log.text()).toContain("1101 keys beyond the first 100");
    expect(longest).toBeLessThan(250);
  });

  it("K010 is not looked for where a redirect points", async () => {
    const elsewhere = await startCase();
    test.provider.fault("jwks", {
      status: 307,
      headers: { location: `${elsewhere.provider.issuer}/protocol/openid-connect/certs` },
    });
    expect((await test.start()).ready()).toBe(false);
    expect(elsewhere.provider.requests.jwks).toBe(0);
    await elsewhere.end();
  });

  it("K007 of 300 MB is given up after 512 KB, in little memory", async () => {
    const chunk = Buffer.alloc(64 * 1024, " ");
    let sent = 0;
    const body = {
      *[Symbol.iterator]() {
        for (; sent < 300e6; sent += chunk.length) yield chunk;
      },
    };
    test.provider.fault("jwks", { body });
    const before = process.memoryUsage().rss;
    const verifier = await test.start();
    expect(verifier.ready()).toBe(false);
    expect(test.log.text()).toContain("longer than 512 KB");
    expect(sent).toBeLessThan(20e6);
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  });

  it("that is kept compressed is read", async () => {
    const body = gzipSync(JSON.stringify(test.provider.jwks()));
    test.provider.fault("jwks", { headers: { "content-encoding": "gzip" }, body });
    expect((await test.start()).ready()).toBe(true);
  });

  it("K007 of 100 MB in 100 KB is given up after 512 KB, in little memory", async () => {
    test.provider.fault("jwks", { headers: { "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(100e6, " ")) });
    const before = process.memoryUsage().rss;
    expect((await test.start()).ready()).toBe(false);
    expect(test.log.text()).toContain("longer than 512 KB");
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  });

  it("K007 that is compressed and breaks off is given up", async () => {
    const half = gzipSync(JSON.stringify(test.provider.jwks())).subarray(0, 100);
    const cut = {
      *[Symbol.iterator]() {
        yield half;
        throw new Error("cut");
      },
    };
    for (const body of [half, cut]) {
      test.provider.fault("jwks", { headers: { "content-encoding": "gzip" }, body });
      expect((await test.start()).ready()).toBe(false);
    }
  });

  it("K007 that drips a byte at a time is given up after 5 s", async () => {
    const body = {
      async *[Symbol.asyncIterator]() {
        for (let left = 60; left > 0; left -= 1) {
          yield Buffer.from(" ");
          await new Promise((resolve) => setTimeout(resolve, 200).unref());
        }
      },
    };
    test.provider.fault("jwks", { body });
    const begun = performance.now();
    expect((await test.start()).ready()).toBe(false);
    expect(performance.now() - begun).toBeLessThan(6_500);
    expect(test.log.text()).toContain("no answer within 5 s");
  });

  it.each([
    ["switches protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"],
    ["does not speak HTTP", "SSH-2.0-OpenSSH_9.9\r\n"],
  ])("K004 from somebody who %s is given up at once", async (_, greeting) => {
    const server = createServer((socket) => socket.on("error", () => {}).once("data", () => socket.write(greeting)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const begun = performance.now();
    const verifier = await test.start({ issuer: `http://127.0.0.1:${Object(server.address()).port}` });
    const took = performance.now() - begun;
    server.close();
    expect(verifier.ready()).toBe(false);
    expect(took).toBeLessThan(2_000);
  });

  it("that is nothing, though it is said to be compressed, is none", async () => {
    test.provider.fault("jwks", { headers: { "content-encoding": "gzip" }, body: "" });
    expect((await test.start()).ready()).toBe(false);
    expect(test.log.text()).toContain("did not answer with JSON");
  });

  it("is reported once for what is wrong with it, not with every load", async () => {
    const { provider, clock, log } = test;
    provider.fault("jwks", { body: { keys: [jwk(weak), ...provider.jwks().keys] } });
    await test.start();
    await clock.advance(10 * 60_000);
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(log.text()).toContain("1024 bits");
  });
});
