/** Lists of strings that every token may have and that are no roles. */
const others = new Set(["aud", "amr", "allowed-origins"]);

/** The claims that are lists of strings, by a path as `OIDC_ROLES_CLAIM` spells it; what it cannot spell is left out. */
export function findRoleClaims(claims: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();

  function visit(value: object, path: readonly string[]): void {
    for (const [name, member] of Object.entries(value)) {
      const isUrl = /^https?:\/\/[^\s]+$/.test(name);
      if (path.length === 0 ? others.has(name) || (!isUrl && /[.\s]/.test(name)) : /[.\s]/.test(name)) continue;
      const here = [...path, name];
      if (Array.isArray(member)) {
        const strings = member.filter((entry) => typeof entry === "string");
        if (strings.length > 0) found.set(here.join("."), strings);
      } else if (typeof member === "object" && member !== null && !isUrl) visit(member, here);
    }
  }

  visit(claims, []);
  return found;
}
