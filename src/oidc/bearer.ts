import { InvalidRequest } from "./invalid-request.js";
import { InvalidToken } from "./invalid-token.js";

/**
 * The access token that a request presents, or null when it presents none (RFC 6750, section 2.1). The scheme is
 * read without regard to case (RFC 9110, section 11.1). What the token itself looks like is the verifier's to judge.
 *
 * A token in the URL (section 2.3) is nobody's, for URLs are written down everywhere; beside one in the header it is a
 * second one.
 *
 * @param authorization every `Authorization` header of the request (`headersDistinct.authorization` in Node, which
 *   drops the second one from `headers` in silence).
 * @param url of the request, or its path and query.
 * @throws InvalidRequest for two headers, two tokens, or credentials that are not a scheme, one space and a token.
 * @throws InvalidToken `TOKEN_MALFORMED` for any other scheme: somebody who presents credentials is not anonymous.
 */
export function readBearer(authorization: readonly string[] | undefined, url = ""): string | null {
  const [credentials, second] = authorization ?? [];
  if (credentials === undefined) return null;
  if (second !== undefined) throw new InvalidRequest("More than one Authorization header");
  const token = readToken(credentials);
  if (holdsToken(url)) throw new InvalidRequest("More than one token: in the Authorization header and in the URL");
  return token;
}

function readToken(credentials: string): string {
  // As almost everybody writes it: nothing below could be wrong with it.
  const plain = credentials.slice(7);
  if (credentials.startsWith("Bearer ") && /^[^\s,]/.test(plain) && !plain.includes(",")) return plain;

  const scheme = /^[\w!#$%&'*+.^`|~-]*/.exec(credentials)?.[0] ?? "";
  if (scheme === "") throw new InvalidRequest("The Authorization header names no scheme");
  if (scheme.toLowerCase() !== "bearer") throw new InvalidToken("TOKEN_MALFORMED", "not the Bearer scheme");

  const token = credentials.slice(scheme.length + 1);
  if (token === "") throw new InvalidRequest("The Authorization header holds no token");
  if (credentials[scheme.length] !== " " || /^\s/.test(token)) {
    throw new InvalidRequest("The Authorization header must be 'Bearer', one space and the token");
  }
  if (/,\s*bearer\b/i.test(token)) throw new InvalidRequest("More than one token in the Authorization header");
  return token;
}

function holdsToken(url: string): boolean {
  const query = url.indexOf("?");
  return query !== -1 && new URLSearchParams(url.slice(query)).has("access_token");
}
