/** The refusals that HTTP itself decides, before GraphQL is asked. */
export const refusals = {
  400: { code: "BAD_REQUEST", message: "Request malformed!" },
  404: { code: "NOT_FOUND", message: "Not found" },
  405: { code: "METHOD_NOT_ALLOWED", message: "Method not allowed" },
  408: { code: "REQUEST_TIMEOUT", message: "Request took too long to arrive" },
  413: { code: "PAYLOAD_TOO_LARGE", message: "Request body is too large" },
  415: { code: "UNSUPPORTED_MEDIA_TYPE", message: "Content type must be application/json in UTF-8, uncompressed" },
  431: { code: "HEADERS_TOO_LARGE", message: "Too many or too long header lines" },
  503: { code: "OVERLOADED", message: "Too much to do: try again later" },
} as const;
