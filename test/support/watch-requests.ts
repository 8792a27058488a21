import { subscribe } from "node:diagnostics_channel";
import { keepOutput, noteSecret } from "./trail.js";

// Runs before every file of tests: what they send over HTTP is where their secrets are, and what they are answered may
// hold none of those, but for the token set, which is its owner's.

const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  noteRequest(init);
  const response = await send(input, init);
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  if (ours.has(pathname)) {
    const copy = response.clone();
    copy.text().then(
      (text) => noteAnswer(text),
      () => {},
    );
  }
  return response;
};

// What the product sends to a provider. The rest of its secrets is what it was sent, or started with.
subscribe("tracing:latchkey:provider-call:start", (call) => noteRequest(Object(call)));

const ours = new Set(["/graphql", "/oidc/backchannel-logout", "/readyz", "/metrics"]);
const secretName = /password|token|secret|assertion/i;
const literal = /(?:password|token)\s*:\s*("(?:[^"\\\n]|\\.)*")/gi;

function noteRequest({ headers, body }: RequestInit = {}): void {
  const lines = new Headers(headers);
  for (const name of ["authorization", "cookie"]) noteSecret(lines.get(name)?.replace(/^\w+ /, ""));
  if (body instanceof URLSearchParams) noteFields(Object.fromEntries(body));
  if (typeof body !== "string") return;
  for (const [, text = ""] of body.matchAll(literal)) noteSecret(text.slice(1, -1));
  const parsed = toObject(body) ?? Object.fromEntries(new URLSearchParams(body));
  noteFields(parsed);
  if (typeof parsed.query === "string") {
    for (const [, text = ""] of parsed.query.matchAll(literal)) noteSecret(text.slice(1, -1));
  }
}

function noteAnswer(text: string): void {
  const { data, ...rest } = toObject(text) ?? {};
  noteFields({ data });
  keepOutput(data === undefined ? text : JSON.stringify(rest));
}

/** Every text under the name of a secret, at any depth. */
function noteFields(value: unknown, isSecret = false): void {
  if (typeof value === "string" && isSecret) noteSecret(value);
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) noteFields(member, isSecret || isSecretName(name));
}

/** Not `tokenType` and `token_type_hint`, which say `Bearer` and the like, nor a scope that is asked for. */
function isSecretName(name: string): boolean {
  return secretName.test(name) && !/type/i.test(name);
}

function toObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
