// Mercurius at its best: compiled queries, mercurius-auth with policies in code (no directive is read per call), and
// fast-jwt with a synchronous key and its memory of verified tokens, looked up by the token itself and not by its hash.
import { createVerifier } from "fast-jwt";
import Fastify from "fastify";
import mercurius from "mercurius";
import mercuriusAuth from "mercurius-auth";
import { itemResolvers, login, toItemTypeDefs, toSessionTypeDefs, toUser } from "./api.js";
import { readProviderKey } from "./provider-key.js";

const { OIDC_ISSUER, PORT } = process.env;
const key = await readProviderKey();
const verify = createVerifier({
  key: key.export({ type: "spki", format: "pem" }),
  algorithms: ["RS256"],
  allowedIss: OIDC_ISSUER,
  allowedAud: "account",
  cache: 10_000,
  cacheKeyBuilder: (token) => token,
});
const refused = (code, status) => new mercurius.ErrorWithProps("Not authorized", { code }, status);

const app = Fastify({ logger: false });
await app.register(mercurius, {
  schema: toSessionTypeDefs() + toItemTypeDefs(),
  resolvers: { Query: { me: (_parent, _args, { claims }) => toUser(claims), ...itemResolvers }, Mutation: { login } },
  jit: 1,
  // Once for a request, and without the promise that `authContext` would cost.
  context({ headers: { authorization } }) {
    if (authorization === undefined) return { claims: null };
    try {
      return { claims: verify(authorization.slice(7)) };
    } catch {
      throw refused("UNAUTHENTICATED", 401);
    }
  },
});
await app.register(mercuriusAuth, {
  mode: "external",
  policy: {
    Query: { me: () => true },
    Item: {
      a: () => true,
      b: ({ realm_access: { roles } }) => roles.includes("member"),
      c: ({ scope }) => scope.split(" ").includes("profile"),
    },
  },
  applyPolicy(policy, _parent, _args, { claims }) {
    if (claims === null) throw refused("UNAUTHENTICATED", 401);
    return policy(claims);
  },
});
await app.listen({ port: Number(PORT), host: "127.0.0.1" });
