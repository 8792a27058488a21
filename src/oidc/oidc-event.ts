/** What happens in this folder beside requests, for who counts it or keeps a record. Holds no token and no secret. */
export type OidcEvent =
  | { readonly type: "key-fetch"; readonly outcome: "loaded" | "failed" }
  /** Keys of an issuer came, changed or went; `kids` are those it has now. */
  | { readonly type: "keys-changed"; readonly issuer: string; readonly kids: readonly string[] }
  /** A call on somebody's behalf: answered, refused for a fault of theirs, or failed for none of theirs. */
  | { readonly type: "provider-call"; readonly outcome: "answered" | "refused" | "failed" }
  /** A logout token of the provider. `subject`: whose session ended, where the token says so. */
  | {
      readonly type: "logout-token";
      readonly outcome: "ended" | "refused";
      readonly reason: string | null;
      readonly subject: string | null;
    };
