interface DemoProvider {
  readonly issuer: string;
  readonly users: readonly {
    readonly username: string;
    readonly password: string;
    readonly roles: readonly string[];
  }[];
}

/** Prints where to go: what somebody needs for the first login, and nothing else. */
export function announce(url: string, demo?: DemoProvider): void {
  const sandbox = `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(url)}`;
  const lines = ["", "Latchkey is listening.", "", `  GraphQL   ${url}`];
  if (demo !== undefined) {
    lines.push(`  Sandbox   ${sandbox}`, `  Provider  ${demo.issuer} (embedded, in memory)`, "", "Demo users:", "");
    for (const { username, password, roles } of demo.users) {
      lines.push(`  ${username} / ${password}  (${roles.join(", ")})`);
    }
    const [user] = demo.users;
    if (user !== undefined) lines.push("", "Log in:", "", ...toLoginCommand(url, user.username, user.password));
  }
  process.stdout.write(`${lines.join("\n")}\n\n`);
}

function toLoginCommand(url: string, username: string, password: string): string[] {
  const query =
    "mutation Login($username: String!, $password: String!) { login(username: $username, password: $password) { tokenType accessToken refreshToken expiresIn refreshExpiresIn } }";
  const body = JSON.stringify({ query, variables: { username, password } });
  return [`  curl -sS ${url} -H 'content-type: application/json' -d '${body}'`];
}
