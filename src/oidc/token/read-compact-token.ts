import { InvalidToken } from "../invalid-token.js";
import type { Algorithm } from "../keys/algorithms.js";
import type { CompactToken } from "./compact-token.js";
import { readJsonObject } from "./read-json-object.js";

/** Characters. Keycloak's tokens have 1,000 to 2,000; Node takes 16 KB of header lines. */
const longest = 8_192;
/** Thumbprints are named by some providers and never used here. All else would change what the token means. */
const headerParameters = new Set(["alg", "kid", "typ", "x5t", "x5t#S256"]);

/**
 * Takes a signed JWT in compact serialization apart (RFC 7519, section 7.2, steps 1 to 6), strictly: 8,192 characters,
 * three parts in the one spelling that base64url has for them, JSON with one reading, a header that names an allowed
 * `alg`, a `kid` of 256 characters at most, and nothing that is not understood here.
 *
 * @throws InvalidToken `TOKEN_MALFORMED` for everything else.
 */
export function readCompactToken(accessToken: string, allowed: readonly Algorithm[]): CompactToken {
  if (accessToken.length > longest) throw malformed(`longer than ${longest} characters`);
  const [header = "", payload = "", signature = "", ...more] = accessToken.split(".", 4);
  if (more.length > 0) throw notThreeParts();
  const { alg, kid, typ } = readHeader(header);
  const algorithm = allowed.find((name) => name === alg);
  if (algorithm === undefined) throw malformed("an algorithm that is not allowed");
  return {
    algorithm,
    kid,
    mediaType: typ,
    claims: readJsonObject(decode(payload)),
    signed: accessToken.slice(0, header.length + 1 + payload.length),
    signature: decode(signature),
  };
}

interface Header {
  readonly alg: unknown;
  readonly kid: string;
  readonly typ: string | undefined;
}

/** Of one issuer all tokens have the same, until its key changes. */
let last: { readonly encoded: string; readonly header: Header } | undefined;

function readHeader(encoded: string): Header {
  if (encoded === last?.encoded) return last.header;
  const parameters = readJsonObject(decode(encoded));
  if (!Object.keys(parameters).every((name) => headerParameters.has(name)))
    throw malformed("a header parameter that is not used here");
  const { alg, kid, typ } = parameters;
  if (typeof kid !== "string" || kid === "" || kid.length > 256) throw malformed("no kid of 1 to 256 characters");
  if (typ !== undefined && typeof typ !== "string") throw malformed("a typ that is not a string");
  last = { encoded, header: { alg, kid, typ } };
  return last.header;
}

/** Base64url without padding has one spelling: the one that we would give it. */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (part === "" || bytes.toString("base64url") !== part) throw notThreeParts();
  return bytes;
}

function notThreeParts(): InvalidToken {
  return malformed("not three parts in canonical base64url");
}

function malformed(reason: string): InvalidToken {
  return new InvalidToken("TOKEN_MALFORMED", reason);
}
