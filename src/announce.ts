import type { DemoUser } from "./explorer-configuration.js";
import { toSandboxLink } from "./to-sandbox-link.js";

interface Announcement {
  /** Whether it is served at `/`. */
  readonly explorer: boolean;
  /** Whether Sandbox may ask this API, from the browser it runs in. */
  readonly sandbox: boolean;
  /** The embedded provider and who can log in there; null for any other. */
  readonly demo: { readonly issuer: string; readonly users: readonly DemoUser[] } | null;
}

/** Prints where to go: what somebody needs for the first login, and nothing else. */
export function announce(url: string, { explorer, sandbox, demo }: Announcement): void {
  const users = demo?.users ?? [];
  const [user] = users;
  const lines = ["", "Latchkey is listening.", ""];
  if (explorer) lines.push(`  Explorer  ${new URL("/", url)}`);
  lines.push(`  GraphQL   ${url}`);
  if (sandbox) lines.push(`  Sandbox   ${toSandboxLink(url, user)}`);
  if (demo !== null) lines.push(`  Provider  ${demo.issuer} (embedded, in memory)`);
  if (user !== undefined) {
    lines.push("", "Demo users:", "");
    for (const { username, password, roles } of users) {
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
