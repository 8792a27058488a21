/** Characters by which secrets are told apart at first sight. */
const prefix = 8;
/** Characters of a secret that are compared at most: a log that cuts what is too long hides nothing. */
const most = 24;

const base64 = (secret: string) => Buffer.from(secret).toString("base64").replace(/=+$/, "");

/** How one can be spelled: as it is, in JSON, in an address, in Base64. */
function spell(secret: string): string[] {
  const spellings = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(Buffer.from(secret).toString()),
    base64(secret),
    Buffer.from(secret).toString("base64url"),
  ];
  return spellings.map((spelling) => spelling.slice(0, most));
}

/** Where a text holds one of the secrets, in any spelling: each place with what is around it. */
export function findSecrets(text: string, secrets: Iterable<string>): string[] {
  const byPrefix = new Map<string, Set<string>>();
  for (const secret of secrets) {
    for (const spelling of spell(secret)) {
      const start = spelling.slice(0, prefix);
      byPrefix.set(start, (byPrefix.get(start) ?? new Set()).add(spelling));
    }
  }
  const found: string[] = [];
  for (let at = 0; at + prefix <= text.length; at += 1) {
    for (const spelling of byPrefix.get(text.slice(at, at + prefix)) ?? []) {
      if (text.startsWith(spelling, at)) found.push(text.slice(Math.max(0, at - 120), at + most + 40));
    }
  }
  return found;
}
