// The API that every contender serves. Directives differ from one to the next, so each brings its own; the product has
// the session's fields already.

const wideFields = Array.from({ length: 256 }, (_, index) => `f${index}`);

/** `me` and `login`. */
export const toSessionTypeDefs = ({ signedIn = "" } = {}) => `
  type Query { me: User! ${signedIn} }
  type Mutation { login(username: String!, password: String!): TokenSet! }
  type User { id: ID! username: String name: String email: String }
  type TokenSet { accessToken: String! expiresIn: Int! }
`;

/** 1,000 items of 5 fields, 3 of them guarded, and one object of 256 fields. */
export const toItemTypeDefs = ({ open = "", signedIn = "", member = "", profile = "" } = {}) => `
  extend type Query { items: [Item] ${open} wide: Wide ${open} }
  type Item { id: Int a: String ${signedIn} b: String ${member} c: Int ${profile} d: Boolean }
  type Wide { ${wideFields.map((name) => `${name}: Int`).join(" ")} }
`;

export const items = Array.from({ length: 1_000 }, (_, i) => ({ id: i, a: `a${i}`, b: `b${i}`, c: i, d: i % 2 === 0 }));
export const wide = Object.fromEntries(wideFields.map((name, index) => [name, index]));

export const itemResolvers = { items: () => items, wide: () => wide };

/** What `me` answers, from the claims of the access token. */
export const toUser = ({ sub, preferred_username, name, email }) => ({
  id: sub,
  username: preferred_username,
  name,
  email,
});

/** `me` as the tokens of the bench have it. */
export const alice = toUser({
  sub: "8a6bd1ff-6a3e-4b9f-bb5e-0c1e7f1d2a10",
  preferred_username: "alice",
  name: "Alice Liddell",
  email: "alice@example.com",
});

/** Logs in at the provider, as every tutorial does. */
export async function login(_parent, { username, password }) {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = process.env;
  const response = await fetch(`${OIDC_ISSUER}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: OIDC_CLIENT_ID,
      client_secret: OIDC_CLIENT_SECRET,
      username,
      password,
    }),
  });
  if (!response.ok) throw new Error("Username or password is incorrect!");
  const { access_token, expires_in } = await response.json();
  return { accessToken: access_token, expiresIn: expires_in };
}
