import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestProvider, type TestProvider } from "latchkey/testing";
import { findFreePort } from "../support/find-free-port.js";
import { findSecrets } from "../support/find-secrets.js";
import { operations } from "../support/operations.js";
import { searchTrail } from "../support/search-trail.js";
import { type Program, startMain } from "../support/start-main.js";
import { until } from "../support/until.js";
import { type Receiver, startReceiver } from "../telemetry/start-receiver.js";

const pretty = fileURLToPath(new URL("pretty-main.js", import.meta.url));
const ansi = "\u001b[5;46m";
/** What makes a line of its own where it is written as it is. */
const forgery = `\r\n{"level":30,"msg":"Audit","event":"login","outcome":"ok"}${ansi}`;

const clientSecret = "5ecret-of-the-client+/=";
const apiKey = "5ecret-of-the-collector";
const users = {
  alice: { password: 'w0nderland "quoted" & co' },
  bob: { password: "c4nwefixit-again" },
};

let provider: TestProvider;
let receiver: Receiver;
beforeAll(async () => {
  provider = await startTestProvider({ clientSecret, users });
  receiver = await startReceiver();
});
afterAll(async () => {
  receiver.close();
  await provider.stop();
});

/** What there was to see of a program, and what may be in none of it. */
interface Evidence {
  readonly log: string;
  /** Answers that are errors, and of the others their errors. */
  readonly errors: string;
  readonly metrics: string;
  readonly spans: string;
  readonly secrets: ReadonlySet<string>;
}

/** Everything that a caller, the provider and the operator can do with a secret, once. */
async function drive(environment: Readonly<Record<string, string>>, main?: string): Promise<Evidence> {
  const secrets = new Set<string>([clientSecret, apiKey]);
  const errors: string[] = [];
  const metricsPort = await findFreePort();
  const program: Program = await startMain(
    {
      HOST: "127.0.0.1",
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      LOG_LEVEL: "trace",
      METRICS_PORT: String(metricsPort),
      LOGIN_ATTEMPTS_PER_ACCOUNT: "3",
      ...environment,
    },
    main,
  );
  await until(async () => (await fetch(new URL("/readyz", program.url))).status === 200);

  async function send(path: string, init: RequestInit): Promise<Record<string, Record<string, string>>> {
    const response = await fetch(new URL(path, program.url), init);
    const text = await response.text();
    const { data, ...rest } = /json/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : { text };
    errors.push(JSON.stringify(rest), ...[...response.headers].map(([name, value]) => `${name}: ${value}`));
    return data ?? {};
  }
  const ask = (body: object, headers: Readonly<Record<string, string>> = {}, path = "/graphql") =>
    send(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const secret = (value: string) => {
    secrets.add(value);
    for (const part of value.split(".")) if (part.length >= 16) secrets.add(part);
    return value;
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${secret(token)}` });
  const keep = ({ login, refresh }: Record<string, Record<string, string>>) => {
    const { accessToken = "", refreshToken = "", idToken } = { ...login, ...refresh };
    for (const token of [accessToken, refreshToken, idToken ?? ""]) if (token !== "") secret(token);
    return { accessToken, refreshToken };
  };

  // Logging in, by variables and by literals, right and wrong, and what a name can hold.
  const { password } = users.alice;
  const tokens = keep(
    await ask({ query: operations.login, variables: { username: "alice", password: secret(password) } }),
  );
  expect(tokens.refreshToken).not.toBe("");
  const literal = JSON.stringify(secret(users.bob.password));
  keep(await ask({ query: `mutation { login(username: "bob", password: ${literal}) { accessToken refreshToken } }` }));
  for (const username of ["bob", `bob${forgery}`, `${ansi}root`]) {
    await ask({ query: operations.login, variables: { username, password: secret(`wr0ng-${username}`) } });
  }
  for (let i = 0; i < 4; i += 1) {
    await ask({ query: operations.login, variables: { username: "carol", password: secret(`gue55-number-${i}`) } });
  }

  // Values where they do not belong, which validation would quote.
  const misplaced = [
    { query: `mutation { login(username: "bob", password: ${secret("unqu0ted_pa55word")}) { tokenType } }` },
    { query: `mutation { login(username: "bob", password: ["${secret("l1st-of-passwords")}"], x: 1) { tokenType } }` },
    { query: operations.login, variables: { username: "bob", password: { hidden: secret("0bject-of-passwords") } } },
    { query: operations.login, variables: { username: [secret("pa55word-as-name")], password: 1 } },
    { query: `{ me { id(password: "${secret("argument-pa55word")}") } }` },
    { query: `mutation { login(username: "bob", password: "${secret("never-cl0sed-literal")}` },
    { query: operations.refresh, variables: { refreshToken: secret("unknown-refre5h-token") } },
    { query: operations.logout, variables: { refreshToken: secret("unknown-logout-t0ken") } },
    { query: `query ${"N".repeat(300)} { me { id } }`, extensions: { token: secret("t0ken-in-extensions") } },
    { query: "{ me { id } }", operationName: `Me${forgery}` },
  ];
  for (const body of misplaced) await ask(body);

  // Tokens: good, used up, forged, in all the wrong places.
  await ask({ query: operations.me }, bearer(tokens.accessToken));
  const bad = [
    provider.mint({ exp: 1 }),
    provider.mint({ iss: `https://evil.example/${ansi}` }),
    provider.mint({}, { header: { kid: `kid${forgery}` } }),
    provider.mint({}, { payload: `{"sub":"${forgery}` }),
    `${provider.mint().slice(0, -9)}forgedsig`,
    "g4rbage.in.the-header-of-somebody",
  ];
  for (const token of bad) await ask({ query: operations.me }, bearer(token));
  await ask(
    { query: "{ me { id } }" },
    { authorization: `Basic ${secret(Buffer.from("bob:ba5ic-password").toString("base64"))}` },
  );
  await ask(
    { query: "{ me { id } }" },
    { cookie: `session=${secret("c00kie-of-somebody")}`, dpop: secret("pr00f-of-possession") },
  );
  await ask({ query: "{ me { id } }" }, {}, `/graphql?access_token=${secret(provider.mint())}`);
  await send(`/${secret("t0ken-in-the-path")}?token=${secret("t0ken-in-the-query")}`, {});
  await send("/graphql", {
    method: "POST",
    body: new URLSearchParams({ access_token: secret(provider.mint()), query: "{ me { id } }" }),
  });
  await send("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{"password":"${secret("br0ken-json-password")}"`,
  });

  // Sessions that end.
  for (const token of [provider.mintLogoutToken({ sid: "s" }), provider.mintLogoutToken({ exp: 1 }), provider.mint()]) {
    await send("/oidc/backchannel-logout", {
      method: "POST",
      body: new URLSearchParams({ logout_token: secret(token) }),
    });
  }
  const renewed = keep(await ask({ query: operations.refresh, variables: { refreshToken: tokens.refreshToken } }));
  expect(renewed.refreshToken).not.toBe("");
  await ask(
    { query: operations.logout, variables: { refreshToken: renewed.refreshToken } },
    bearer(renewed.accessToken),
  );
  await ask({ query: operations.me }, bearer(renewed.accessToken));

  // A provider that answers with secrets where none belong: the errors of openid-client hold its answer.
  const told = { access_token: secret("t0ken-of-the-provider"), password: secret("ech0ed-password") };
  const description = `${secret("descripti0n-of-the-provider")}${forgery}`;
  const faults = [
    { status: 400, body: { error: "invalid_client", error_description: description, ...told } },
    {
      status: 401,
      headers: { "www-authenticate": 'Bearer error="x"' },
      body: { error: "unauthorized_client", ...told },
    },
    { status: 500, body: JSON.stringify(told) },
    { status: 200, body: { ...told, token_type: "mac" } },
    { status: 302, headers: { location: `https://evil.example/?code=${secret("c0de-of-an-authorization")}` } },
    { status: 429, headers: { "retry-after": "1" }, body: told },
    { end: "reset" } as const,
  ];
  for (const fault of faults) {
    provider.fault("token", fault);
    await ask({
      query: operations.login,
      variables: { username: "dave", password: secret(`wh1le-broken-${fault.status}`) },
    });
    await ask({
      query: operations.refresh,
      variables: { refreshToken: secret(`refre5h-while-broken-${fault.status}`) },
    });
  }
  provider.fault("token", null);

  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  await until(() => receiver.spans.filter(({ kind }) => kind === "server").length > 40);
  await program.end();
  const log = program
    .printed()
    .split("\n")
    .filter((line) => !/^$|^[ A-Z][^{]*$/.test(line))
    .join("\n");
  return { log, errors: errors.join("\n"), metrics, spans: Buffer.concat(receiver.bodies).toString("utf8"), secrets };
}

describe.each([
  ["plain", { EXPLORER: "off" }, undefined],
  ["pretty", { EXPLORER: "on" }, pretty],
])("what the program writes, %s", (name, settings, main) => {
  let evidence: Evidence;
  beforeAll(async () => {
    evidence = await drive(
      {
        ...settings,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_HEADERS: `api-key=${apiKey}`,
        OTEL_BSP_SCHEDULE_DELAY: "100",
      },
      main,
    );
  }, 60_000);

  it("S01 S02 S03 S04 S05 S07 has none of the passwords, tokens and secrets, in any spelling", () => {
    const { secrets, ...written } = evidence;
    const bytes = Object.values(written).reduce((sum, text) => sum + text.length, 0);
    const found = Object.entries(written).flatMap(([kind, text]) =>
      findSecrets(text, secrets).map((place) => `${kind}: ${place}`),
    );
    console.info(`${name}: searched ${bytes} bytes for ${secrets.size} secrets: ${found.length} hits`);
    expect(found).toEqual([]);
    for (const text of Object.values(written)) expect(text.length).toBeGreaterThan(2_000);
  });

  it("S06 has no line that a caller, a token or the provider made", () => {
    const lines = evidence.log.split("\n").filter((line) => line !== "");
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.includes(ansi))).toEqual([]);
    if (name === "pretty") {
      expect(lines.filter((line) => /^\{"level"/.test(line))).toEqual([]);
    } else {
      expect(lines.filter((line) => !/^\{"level":\d\d,"time":\d+,"pid":\d+/.test(line))).toEqual([]);
      for (const line of lines) JSON.parse(line);
    }
  });
});

describe("the search", () => {
  const secret = 'pa55 "word" +/ü';
  it.each<[string, string]>([
    ["as it is", secret],
    ["in JSON", JSON.stringify({ password: secret })],
    ["in an address", `/?password=${encodeURIComponent(secret)}`],
    ["in Base64", Buffer.from(secret).toString("base64")],
    ["cut", `password=${"x".repeat(40)}`],
  ])("finds a secret %s", (_name, text) => {
    expect(findSecrets(`before ${text} after`, [secret, "x".repeat(60)])).not.toEqual([]);
    expect(findSecrets(`before ${text} after`, ["another-secret"])).toEqual([]);
  });

  it("finds one that a run of the tests has kept, and nothing else", async () => {
    const folder = await mkdtemp(join(tmpdir(), "latchkey-trail-"));
    try {
      await writeFile(join(folder, "secrets-1"), '"planted-pa55word"\n"another-secret"\n');
      await writeFile(join(folder, "output-1"), '{"msg":"Operation"}\n');
      expect(searchTrail(folder)).toEqual({ bytes: 20, secrets: 2, found: [] });
      await writeFile(join(folder, "output-2"), '{"msg":"login of planted-pa55word"}\n');
      expect(searchTrail(folder).found).toEqual([expect.stringContaining("login of planted-pa55word")]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
