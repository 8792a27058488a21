import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type Environment, readSettings } from "#latchkey/config.js";
import { InvalidSettings } from "#latchkey/invalid-settings.js";
import { runMain } from "../support/run-main.js";

const secret = "5ecret-of-this-client";
const keycloak = {
  KEYCLOAK_SERVER_URL: "https://login.example.com",
  KEYCLOAK_REALM_NAME: "local",
  KEYCLOAK_CLIENT_ID: "local-api",
  KEYCLOAK_CLIENT_SECRET_KEY: secret,
};
const oidc = { OIDC_ISSUER: "https://login.example.com", OIDC_CLIENT_ID: "local-api", OIDC_CLIENT_SECRET: secret };

function readFaults(environment: Environment): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof InvalidSettings) return error.faults;
    throw error;
  }
  return [];
}

describe("settings", () => {
  it("need nothing in local mode: the embedded provider is used", () => {
    expect(readSettings({}).provider).toBeNull();
  });

  it.each([
    ["the plain address", "https://login.example.com", "https://login.example.com/realms/local"],
    ["a trailing slash", "https://login.example.com/", "https://login.example.com/realms/local"],
    ["the old base path", "https://login.example.com/auth", "https://login.example.com/auth/realms/local"],
    [
      "the old base path with a slash",
      "https://login.example.com/auth/",
      "https://login.example.com/auth/realms/local",
    ],
  ])("make the issuer from %s and the realm", (_name, server, issuer) => {
    expect(readSettings({ ...keycloak, KEYCLOAK_SERVER_URL: server }).provider?.issuer).toBe(issuer);
  });

  it("take both sets of names when they agree", () => {
    const both = { ...keycloak, ...oidc, OIDC_ISSUER: "https://login.example.com/realms/local" };
    expect(readSettings(both).provider?.issuer).toBe("https://login.example.com/realms/local");
  });

  it("open CORS for Sandbox and introspection in local mode, neither in prod", () => {
    expect(readSettings({})).toMatchObject({ introspection: true, corsOrigins: ["https://studio.apollographql.com"] });
    expect(readSettings({ ...keycloak, RUNTIME_ENV: "prod" })).toMatchObject({ introspection: false, corsOrigins: [] });
  });

  it("serve the explorer in local mode, elsewhere when told to", () => {
    const prod = { ...keycloak, RUNTIME_ENV: "prod" };
    expect([{}, prod, { ...prod, EXPLORER: "on" }].map((variables) => readSettings(variables).explorer)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("keep taking requests for 3 s when told to stop in prod, for none in local mode", () => {
    const prod = { ...keycloak, RUNTIME_ENV: "prod" };
    expect([{}, prod, { ...prod, SHUTDOWN_DELAY: "20" }].map((given) => readSettings(given).shutdownDelay)).toEqual([
      0, 3, 20,
    ]);
  });

  it("refuse for a late event loop earlier in prod than in local mode, where the machine has other things to do", () => {
    const prod = { ...keycloak, RUNTIME_ENV: "prod" };
    const given = [{}, prod, { ...prod, MAX_EVENT_LOOP_DELAY: "50" }];
    expect(given.map((variables) => readSettings(variables).maxEventLoopDelay)).toEqual([1_000, 200, 50]);
  });

  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  it.each<[string, Record<string, string>, boolean]>([
    ["nothing is set", {}, false],
    ["there is an endpoint", endpoint, true],
    ["there is one for traces", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/v1/traces" }, true],
    ["there is an exporter", { OTEL_TRACES_EXPORTER: "otlp" }, true],
    ["there is none", { ...endpoint, OTEL_TRACES_EXPORTER: "none" }, false],
    ["OpenTelemetry is disabled", { ...endpoint, OTEL_TRACES_EXPORTER: "otlp", OTEL_SDK_DISABLED: "true" }, false],
    ["it is not", { ...endpoint, OTEL_SDK_DISABLED: "false" }, true],
    ["only a name is set", { OTEL_SERVICE_NAME: "shop-api" }, false],
  ])("trace requests by the variables of OpenTelemetry: %s", (_name, given, isTraced) => {
    expect(readSettings(given).tracing).toBe(isTraced);
  });

  const faults: [string, Record<string, string>, string[]][] = [
    ["RUNTIME_ENV of another word", { RUNTIME_ENV: "staging" }, ["RUNTIME_ENV"]],
    ["RUNTIME_ENV empty", { RUNTIME_ENV: "" }, ["RUNTIME_ENV"]],
    ["prod without a provider", { RUNTIME_ENV: "prod" }, Object.keys(keycloak)],
    ...Object.keys(keycloak).map((name): [string, Record<string, string>, string[]] => {
      const { [name as keyof typeof keycloak]: _left, ...rest } = keycloak;
      return [`${name} missing`, rest, [name]];
    }),
    ...Object.keys(oidc).map((name): [string, Record<string, string>, string[]] => {
      const { [name as keyof typeof oidc]: _left, ...rest } = oidc;
      return [`${name} missing`, rest, [name]];
    }),
    ...[
      ...Object.keys(keycloak),
      ...Object.keys(oidc),
      "OIDC_AUDIENCE",
      "OIDC_ROLES_CLAIM",
      "OIDC_SCOPE",
      "HOST",
    ].flatMap((name) =>
      ["", " ", "undefined", "*"].map((value): [string, Record<string, string>, string[]] => [
        `${name} is ${JSON.stringify(value)}`,
        { ...(name.startsWith("KEYCLOAK") ? keycloak : oidc), [name]: value },
        [name],
      ]),
    ),
    ["two sets that disagree on the issuer", { ...keycloak, ...oidc }, ["OIDC_ISSUER"]],
    [
      "two sets that disagree on everything",
      { ...keycloak, OIDC_ISSUER: "https://a.example", OIDC_CLIENT_ID: "b", OIDC_CLIENT_SECRET: "c" },
      ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
    ],
    ["an issuer of another scheme", { ...oidc, OIDC_ISSUER: "ftp://login.example.com" }, ["OIDC_ISSUER"]],
    ["an issuer with credentials", { ...oidc, OIDC_ISSUER: "https://me:pw@login.example.com" }, ["OIDC_ISSUER"]],
    ["an issuer with a query", { ...oidc, OIDC_ISSUER: "https://login.example.com/?a=b" }, ["OIDC_ISSUER"]],
    [
      "an unencrypted issuer in prod",
      { ...oidc, RUNTIME_ENV: "prod", OIDC_ISSUER: "http://login.example.com" },
      ["OIDC_ISSUER"],
    ],
    ["an audience with an empty member", { ...oidc, OIDC_AUDIENCE: "api," }, ["OIDC_AUDIENCE"]],
    ["an audience with a star", { ...oidc, OIDC_AUDIENCE: "api,*" }, ["OIDC_AUDIENCE"]],
    ["a roles claim with a hole", { OIDC_ROLES_CLAIM: "realm_access..roles" }, ["OIDC_ROLES_CLAIM"]],
    ["a discovery address and no provider", { OIDC_DISCOVERY_URL: "http://keycloak:8080" }, Object.keys(keycloak)],
    ["PORT of letters", { PORT: "http" }, ["PORT"]],
    ["PORT too large", { PORT: "65536" }, ["PORT"]],
    ["PORT negative", { PORT: "-1" }, ["PORT"]],
    ["PORT with a fraction", { PORT: "80.5" }, ["PORT"]],
    ...["", "-1", "1.5", "61", "3s"].map((value): [string, Record<string, string>, string[]] => [
      `SHUTDOWN_DELAY is ${JSON.stringify(value)}`,
      { SHUTDOWN_DELAY: value },
      ["SHUTDOWN_DELAY"],
    ]),
    ...["TOKENS", "DEPTH", "ALIASES", "DIRECTIVES", "ROOT_FIELDS", "COST", "PAGE_SIZE"].map(
      (limit): [string, Record<string, string>, string[]] => [
        `DOCUMENT_MAX_${limit} is 0`,
        { [`DOCUMENT_MAX_${limit}`]: "0" },
        [`DOCUMENT_MAX_${limit}`],
      ],
    ),
    ...["MAX_CONNECTIONS", "MAX_EVENT_LOOP_DELAY"].flatMap((name) =>
      ["", "0", "-1", "1.5", "1000000", "many"].map((value): [string, Record<string, string>, string[]] => [
        `${name} is ${JSON.stringify(value)}`,
        { [name]: value },
        [name],
      ]),
    ),
    ["PERSISTED_OPERATIONS empty", { PERSISTED_OPERATIONS: "" }, ["PERSISTED_OPERATIONS"]],
    ...["", "0", "-1", "1.5", "3601", "10s"].map((value): [string, Record<string, string>, string[]] => [
      `EXECUTION_TIMEOUT is ${JSON.stringify(value)}`,
      { EXECUTION_TIMEOUT: value },
      ["EXECUTION_TIMEOUT"],
    ]),
    [
      "OTEL_EXPORTER_OTLP_ENDPOINT with a password",
      { OTEL_EXPORTER_OTLP_ENDPOINT: `http://me:${secret}@collector:4318` },
      ["OTEL_EXPORTER_OTLP_ENDPOINT"],
    ],
    ["OTEL_TRACES_EXPORTER of another word", { OTEL_TRACES_EXPORTER: "zipkin" }, ["OTEL_TRACES_EXPORTER"]],
    ["OTEL_SDK_DISABLED of another word", { OTEL_SDK_DISABLED: "yes" }, ["OTEL_SDK_DISABLED"]],
    ["METRICS_PORT of letters", { METRICS_PORT: "on" }, ["METRICS_PORT"]],
    ["PROVIDER_PORT empty", { PROVIDER_PORT: "" }, ["PROVIDER_PORT"]],
    ["PASSWORD_LOGIN of another word", { PASSWORD_LOGIN: "yes" }, ["PASSWORD_LOGIN"]],
    ["EXPLORER of another word", { EXPLORER: "1" }, ["EXPLORER"]],
    ["INTROSPECTION of another word", { INTROSPECTION: "1" }, ["INTROSPECTION"]],
    ...["", "localhost:6379", "http://localhost:6379", "redis://", `redis://:${secret}@`].map(
      (value): [string, Record<string, string>, string[]] => [
        `REDIS_URL is ${JSON.stringify(value)}`,
        { REDIS_URL: value },
        ["REDIS_URL"],
      ],
    ),
    ["CORS_ORIGINS with a path", { CORS_ORIGINS: "https://app.example.com/x" }, ["CORS_ORIGINS"]],
    ["CORS_ORIGINS of a star", { CORS_ORIGINS: "*" }, ["CORS_ORIGINS"]],
    ["LOG_LEVEL of another word", { LOG_LEVEL: "loud" }, ["LOG_LEVEL"]],
    [
      "four at once",
      { PORT: "x", LOG_LEVEL: "y", PASSWORD_LOGIN: "z", HOST: "" },
      ["PORT", "LOG_LEVEL", "PASSWORD_LOGIN", "HOST"],
    ],
  ];

  it.each(faults)("R20 refuse %s, naming the variable and no value", (_name, environment, names) => {
    const found = readFaults(environment);
    expect(found.map((fault) => fault.split(" ")[0]).sort()).toEqual([...names].sort());
    expect(found.join("\n")).not.toContain(secret);
  });

  it("are all in .env.example, and nothing else is", async () => {
    const example = await readFile(new URL("../../.env.example", import.meta.url), "utf8");
    const documented = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
    const source = await readFile(new URL("../../dist/config.js", import.meta.url), "utf8");
    const declared = [...source.matchAll(/^ {4}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    expect(declared.length).toBeGreaterThan(10);
    expect(documented.sort()).toEqual(declared.sort());
  });
});

describe("the program", () => {
  it("ends with status 1 within a second, one message for all faults, no stack trace and no secret", async () => {
    const exit = await runMain({
      ...keycloak,
      RUNTIME_ENV: "prod",
      KEYCLOAK_REALM_NAME: "",
      PORT: "x",
      LOG_LEVEL: "y",
    });
    expect(exit.code).toBe(1);
    expect(exit.stdout).toBe("");
    expect(
      exit.stderr
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(" ")[0]),
    ).toEqual(["KEYCLOAK_REALM_NAME", "PORT", "LOG_LEVEL"]);
    expect(exit.stderr).not.toContain(secret);
    expect(exit.stderr).not.toMatch(/^\s+at /m);
    expect(exit.milliseconds).toBeLessThan(1_000);
  });

  it.each([
    ["local", {}, ".local.env"],
    ["prod", { RUNTIME_ENV: "prod" }, ".env"],
  ])("reads the file of %s mode", async (_name, environment, file) => {
    const exit = await runMain(environment, (folder) => writeFile(join(folder, file), "PORT=not-a-port\n"));
    expect(exit.stderr).toContain("PORT is not a port");
  });

  it("lets a variable of the environment win over the file", async () => {
    const exit = await runMain({ PORT: "also-not", LOG_LEVEL: "y" }, (folder) =>
      writeFile(join(folder, ".local.env"), "PORT=8000\nLOG_LEVEL=info\n"),
    );
    expect(exit.stderr).toContain("PORT is not a port");
    expect(exit.stderr).toContain("LOG_LEVEL is none of");
  });

  it("says that its file cannot be read", async () => {
    const exit = await runMain({}, async (folder) => void (await mkdir(join(folder, ".local.env"))));
    expect(exit.code).toBe(1);
    expect(exit.stderr).toContain(".local.env cannot be read (EISDIR)");
    expect(exit.stderr).not.toMatch(/^\s+at /m);
  });

  it.each(["PORT", "METRICS_PORT", "PROVIDER_PORT"])("R21 says that a port is in use: %s", async (name) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "localhost", resolve));
    try {
      const address = other.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const exit = await runMain({ PORT: "0", PROVIDER_PORT: "0", [name]: String(port) });
      expect(exit.code).toBe(1);
      expect(exit.stderr).toMatch(new RegExp(`^ *${name} ${port} is in use`, "m"));
      expect(exit.stderr).not.toMatch(/^\s+at /m);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
});
