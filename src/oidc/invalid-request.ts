/**
 * The caller's fault: the request presents its token in a broken way, or presents two (RFC 6750, section 3.1,
 * `invalid_request`). The message says which and is safe to show.
 */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}
