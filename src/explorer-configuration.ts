import type { AccessReport } from "./graphql/access-report.js";

/** Somebody of the demo realm, password included: known to everybody who has this package. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly string[];
}

/** What the explorer is told by the server it came from. */
export interface ExplorerConfiguration {
  readonly passwordLogin: boolean;
  /** Who the page may log in as; empty unless the embedded provider is the one people log in against. */
  readonly demoUsers: readonly DemoUser[];
  /** Empty where clients may not read the schema either. */
  readonly access: AccessReport;
}
