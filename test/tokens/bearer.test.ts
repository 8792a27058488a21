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
    ["H007", undefined, "/graphql?access_token=x", null],
    ["H007", ["Bearer a.b.c"], "/graphql?operationName=access_token", "a.b.c"],
    ["H007", ["Bearer a.b.c"], "/graphql?", "a.b.c"],
  ])("%s %j at %s presents %j: no token is taken from a URL", (_, headers, url, token) => {
    expect(readBearer(headers, url)).toBe(token);
  });

  it.each([
    ["H007", "/graphql?access_token=a.b.c"],
    ["H007", "/graphql?access_token="],
    ["H007", "/graphql?query=%7Bme%7D&access_token=x"],
    ["H007", "/graphql?access%5Ftoken=x"],
    ["H007", "https://api.example.com/graphql?access_token=x"],
  ])("%s a header beside a token at %s is an invalid request", (_, url) => {
    const message = "More than one token: in the Authorization header and in the URL";
    expect(() => readBearer(["Bearer a.b.c"], url)).toThrow(
      expect.objectContaining({ name: "InvalidRequest", message }),
    );
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
