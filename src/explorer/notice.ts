/** What keeps the page from working, in words, and what to try again. */
export interface Notice {
  readonly text: string;
  /** Null while an answer is still waited for. */
  readonly retry: "schema" | "operation" | null;
}
