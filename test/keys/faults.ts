import type { Fault } from "latchkey/testing";

/** Ends the answer in the middle, by cutting the connection. */
const cut: Iterable<Uint8Array> = {
  *[Symbol.iterator]() {
    yield Buffer.from('{"keys":[{"kty":');
    throw new Error("cut");
  },
};

/** What a provider in trouble may answer a request for its keys with. */
export const faults: readonly (readonly [string, Fault])[] = [
  ["a reset connection", { end: "reset" }],
  ["status 500", { status: 500, body: { error: "server_error" } }],
  ["status 503", { status: 503, headers: { "retry-after": "60" } }],
  ["status 404 with keys", { status: 404, body: { keys: [] } }],
  ["status 204", { status: 204 }],
  ["HTML", { headers: { "content-type": "text/html" }, body: "<!doctype html><title>Maintenance</title>" }],
  ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:9/" } }],
  ["nothing", { body: "" }],
  ["half an answer", { body: cut }],
  ["half a document", { body: '{"keys":[{"kty":"RSA"' }],
  ["garbage that says it is gzip", { headers: { "content-encoding": "gzip" }, body: "garbage" }],
  ["null", { body: "null" }],
  ["a list", { body: "[]" }],
  ["another object", { body: { foo: 1 } }],
  ["keys that are no list", { body: { keys: {} } }],
  ["2 MB", { body: { keys: [], filling: "a".repeat(2_000_000) } }],
];
