import type { DemoUser } from "./explorer-configuration.js";
import { toSandboxLink } from "./to-sandbox-link.js";

interface Announcement {
  /** Whether it is served at `/`. */
  readonly explorer: boolean;
  /** Whether Sandbox may ask this API, from the browser it runs in. */
  readonly sandbox: boolean;
  /** Issuer of the embedded provider; null for any other. */
  readonly embedded: string | null;
  readonly demoUsers: readonly DemoUser[];
}

/** Prints where to go: what somebody needs for the first login, and nothing else. */
export function announce(url: string, { explorer, sandbox, embedded, demoUsers }: Announcement): void {
  const [user] = demoUsers;
  const lines = ["", "Latchkey is listening.", ""];
  if (explorer) lines.push(`  Explorer  ${new URL("/", url)}`);
  lines.push(`  GraphQL   ${url}`);
  if (sandbox) lines.push(`  Sandbox   ${toSandboxLink(url, user)}`);
  if (embedded !== null) lines.push(`  Provider  ${embedded} (embedded, in memory)`);
  if (user !== undefined) {
    lines.push("", "Demo users:", "");
    for (const { username, password, roles } of demoUsers) {
      lines.push(`  ${username} / ${password}  (${roles.join(", ")})`);
    }
    lines.push("", "Log in:", "", ...toLoginCommand(url, user.username, user.password));
  }
  process.stdout.write(`${lines.join("\n")}\n\n`);
}

function toLoginCommand(url: string, username: string, password: string): string[] {
  const query =
    "mutation Login($username: String!, $password: String!) { login(username: $username, password: $password) { tokenType accessToken refreshToken expiresIn refreshExpiresIn } }";
  const body = JSON.stringify({ query, variables: { username, password } });
  return [`  curl -sS ${url} -H 'content-type: application/json' -d '${body}'`];
}
