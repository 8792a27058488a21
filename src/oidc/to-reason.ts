/** Why something failed, for the log: the messages of an error and its causes, in one line of at most 300 characters. */
export function toReason(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error && messages.length < 4; cause = cause.cause) {
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
    messages.push(cause.message === "" ? code : cause.message);
  }
  // Some of it was written by whoever answered the request.
  return messages.join(": ").replace(/\p{C}/gu, " ").slice(0, 300);
}
