import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { authPlugin } from "#latchkey/graphql/auth-plugin.js";
import { guardSchema } from "#latchkey/graphql/guard-schema.js";
import { callerNames, callers } from "./support/callers.js";
import { paths, type Request } from "./support/paths.js";
import { placements, secret, toSubject } from "./support/placements.js";
import { type Api, type Asked, startApollo } from "./support/start-apollo.js";

function toAsked({ query, variables, operationName, method }: Request): Asked & { readonly query: string } {
  const persistedQuery = { version: 1, sha256Hash: createHash("sha256").update(query).digest("hex") };
  return {
    query,
    ...(variables && { variables }),
    ...(operationName && { operationName }),
    ...(method === "APQ" && { extensions: { persistedQuery } }),
  };
}

const challenges: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Bearer realm="latchkey"',
  FORBIDDEN: 'Bearer realm="latchkey", error="insufficient_scope"',
  TOKEN_EXPIRED: 'Bearer realm="latchkey", error="invalid_token", error_description="Token has expired"',
};

const layers = {
  "both layers": [authPlugin()],
  "the schema alone": [],
};

describe.each(Object.entries(layers))("over HTTP, %s", (layer, plugins) => {
  describe.each(Object.entries(placements))("%s", (_, placement) => {
    const { schema, calls } = toSubject(placement);
    let api: Api;
    beforeAll(async () => {
      api = await startApollo(guardSchema(schema), plugins);
    });
    afterAll(() => api.stop());

    const requests = Object.entries(paths).flatMap(([name, path]) => {
      const request = path(placement);
      return request ? [[name, request] as const] : [];
    });

    it.each(requests)("by %s", async (_, request) => {
      const isCertain = layer === "both layers" && !request.atRuntime;
      for (const caller of callerNames) {
        const { code, status } = callers[caller];
        const { query, ...rest } = toAsked(request);
        if (request.method === "APQ") await api.post({ query, ...rest }, "with the role");
        calls.count = 0;
        const answer = await (request.method === "GET"
          ? api.get({ query, ...rest }, caller)
          : api.post(request.method === "APQ" ? rest : { query, ...rest }, caller));
        if (code === null && placement.operation === "subscription") continue;
        if (code === null || request.isFree) {
          expect({ caller, status: answer.status, errors: answer.body.errors }).toEqual({ caller, status: 200 });
          continue;
        }
        const errors = answer.body.errors ?? [];
        expect(answer.text).not.toContain(secret);
        expect({
          caller,
          codes: [...new Set(errors.map(({ extensions }) => extensions.code))],
          status: answer.status,
          challenge: answer.challenge,
          hasData: "data" in answer.body,
          calls: calls.count,
        }).toEqual({
          caller,
          codes: [code],
          status: isCertain ? status : 200,
          challenge: isCertain
            ? answer.text.includes('"scopes":[["read"]]') && code === "FORBIDDEN"
              ? expect.stringContaining("insufficient_scope")
              : challenges[code]
            : null,
          hasData: !isCertain,
          calls: 0,
        });
        if (!isCertain) expect(errors.every(({ path }) => Array.isArray(path))).toBe(true);
        if (isCertain && code !== "TOKEN_EXPIRED") {
          for (const { extensions } of errors) {
            expect(extensions).toEqual({
              code,
              coordinate: expect.any(String),
              requires: expect.any(Array),
              missing: expect.any(Array),
            });
          }
        }
      }
    });
  });
});
