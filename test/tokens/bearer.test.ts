import { describe, expect, it } from "@jest/globals";
import { readBearer } from "#latchkey/oidc/bearer.js";

describe("the Authorization header", () => {
  it.each([
    ["H001", undefined, null],
    ["H001", [], null],
    ["H004", ["Bearer a.b.c"], "a.b.c"],
    ["H004", ["bearer a.b.c"], "a.b.c"],
    ["H004", ["BEARER a.b.c"], "a.b.c"],
  ])("%s %j presents %j", (_, headers, token) => {
    expect(readBearer(headers)).toBe(token);
  });

  it.each([
    ["H002", ["Bearer good", "Bearer bad"], "More than one Authorization header"],
    ["H002", ["Bearer good", "Bearer good"], "More than one Authorization header"],
    ["H002", ["Basic x", "Bearer good"], "More than one Authorization header"],
    ["H003", ["Bearer a, Bearer b"], "More than one token in the Authorization header"],
    ["H003", ["Bearer a,bearer b"], "More than one token in the Authorization header"],
    ["H005", ["Bearer"], "The Authorization header holds no token"],
    ["H005", ["Bearer "], "The Authorization header holds no token"],
    ["H005", ["Bearer  a"], "The Authorization header must be 'Bearer', one space and the token"],
    ["H005", ["Bearer\ta"], "The Authorization header must be 'Bearer', one space and the token"],
    ["H005", ["Bearer \ta"], "The Authorization header must be 'Bearer', one space and the token"],
    ["H005", ["Bearer,a"], "The Authorization header must be 'Bearer', one space and the token"],
    ["H005", [""], "The Authorization header names no scheme"],
    ["H005", [" a.b.c"], "The Authorization header names no scheme"],
  ])("%s %j is an invalid request: %s", (_, headers, message) => {
    expect(() => readBearer(headers)).toThrow(expect.objectContaining({ name: "InvalidRequest", message }));
  });

  it.each([
    ["H006", "Token a.b.c"],
    ["H006", "Basic YTpi"],
    ["H006", "JWT a.b.c"],
    ["H006", "Negotiate a"],
    ["H006", "Bearerx a.b.c"],
    ["H006", "a.b.c"],
    ["T010", "DPoP a.b.c"],
  ])("%s %j is not anonymous", (_, header) => {
    expect(() => readBearer([header])).toThrow(
      expect.objectContaining({ name: "InvalidToken", code: "TOKEN_MALFORMED" }),
    );
  });
});
