import { describe, expect, it } from "@jest/globals";
import { startVerifier } from "#latchkey/oidc/start-verifier.js";
import { readIssuerRules } from "#latchkey/oidc/token/read-issuer-rules.js";

const issuer = "https://id.example/realms/local";

describe("verifier options", () => {
  it.each<[string, object]>([
    ["no issuer", { clientId: "api" }],
    ["an empty issuer", { issuer: "", clientId: "api" }],
    ["a blank issuer", { issuer: " ", clientId: "api" }],
    ["'undefined' as issuer", { issuer: "undefined", clientId: "api" }],
    ["* as issuer", { issuer: "*", clientId: "api" }],
    ["an issuer after a space", { issuer: ` ${issuer}`, clientId: "api" }],
    ["an issuer that is not http(s)", { issuer: "ftp://id.example", clientId: "api" }],
    ["an issuer without slashes", { issuer: "https:id.example", clientId: "api" }],
    ["an issuer with a query", { issuer: `${issuer}?a=b`, clientId: "api" }],
    ["an issuer with a password", { issuer: "https://a:b@id.example", clientId: "api" }],
    ["no issuers", { issuer: [] }],
    [
      "one issuer twice",
      {
        issuer: [
          { issuer, clientId: "a" },
          { issuer, clientId: "b" },
        ],
      },
    ],
    ["an audience for several issuers", { issuer: [{ issuer, clientId: "a" }], audience: "api" }],
    ["neither audience nor client", { issuer }],
    ["undefined for both", { issuer, audience: undefined, clientId: undefined }],
    ["an empty audience", { issuer, audience: "" }],
    ["a blank audience", { issuer, audience: "  " }],
    ["'undefined' as audience", { issuer, audience: "undefined" }],
    ["* as audience", { issuer, audience: "*" }],
    ["an audience with a comma", { issuer, audience: "api," }],
    ["an empty list of audiences", { issuer, audience: [] }],
    ["a list with an empty audience", { issuer, audience: ["api", ""] }],
    ["a list with undefined", { issuer, audience: ["api", undefined] }],
    ["an empty client", { issuer, clientId: "" }],
    ["an empty client beside an audience", { issuer, clientId: "", audience: "api" }],
    ["null as client", { issuer, clientId: null }],
    ["a discovery URL that is none", { issuer, clientId: "api", discoveryUrl: "keycloak:8080" }],
    ["an empty discovery URL", { issuer, clientId: "api", discoveryUrl: "" }],
    ["no algorithms", { issuer, clientId: "api", algorithms: [] }],
    ["HS256", { issuer, clientId: "api", algorithms: ["RS256", "HS256"] }],
    ["none", { issuer, clientId: "api", algorithms: ["none"] }],
    ["a negative tolerance", { issuer, clientId: "api", clockTolerance: -1 }],
    ["a tolerance of 301 s", { issuer, clientId: "api", clockTolerance: 301 }],
    ["a tolerance that is no number", { issuer, clientId: "api", clockTolerance: Number.NaN }],
    ["a lifetime of 59 s", { issuer, clientId: "api", maxLifetime: 59 }],
    ["keys that serve for ever", { issuer, clientId: "api", maxStale: Number.POSITIVE_INFINITY }],
    ["an empty roles claim", { issuer, clientId: "api", rolesClaim: "" }],
    ["a roles claim with an empty step", { issuer, clientId: "api", rolesClaim: "realm_access..roles" }],
  ])("J070 refuses %s", (_, options) => {
    expect(() => Reflect.apply(startVerifier, undefined, [options])).toThrow(TypeError);
  });

  it("reads one issuer and its defaults", () => {
    expect(readIssuerRules({ issuer, audience: ["a", "b"], clientId: "api" })).toEqual([
      expect.objectContaining({
        issuer,
        audiences: ["a", "b"],
        clientIds: ["api"],
        rolesPath: ["realm_access", "roles"],
        clockTolerance: 5,
        maxLifetime: 86_400,
      }),
    ]);
  });

  it("takes a roles claim that is a URL as one name", () => {
    const [rules] = readIssuerRules({ issuer, audience: "api", rolesClaim: "https://id.example/roles" });
    expect(rules.rolesPath).toEqual(["https://id.example/roles"]);
  });
});
