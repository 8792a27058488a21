import type { AccessEntry } from "./graphql/access-entries.js";

/** Somebody of the demo realm, password included: known to everybody who has this package. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
  /** Client roles are written `client-id:role`. */
  readonly roles: readonly string[];
}

/** What the explorer is told by the server it came from. */
export interface ExplorerConfiguration {
  readonly passwordLogin: boolean;
  /** Who the page may log in as; empty unless people log in to the demo realm, on this machine. */
  readonly demoUsers: readonly DemoUser[];
  /** All that is guarded, interfaces included; empty where clients may not read the schema either. */
  readonly guarded: readonly AccessEntry[];
}
