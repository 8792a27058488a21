import type { Identity } from "../../oidc/identity.js";
import { findRoleClaims } from "./find-role-claims.js";
import { type Finding, ok, warning } from "./finding.js";

/** Whether the claim that `OIDC_ROLES_CLAIM` names has roles. */
export function checkRoles(rolesClaim: string, { roles, claims }: Identity): Finding {
  const found = findRoleClaims(claims);
  const all = roles.size > 0 ? [...roles].join(", ") : "none";
  if (found.has(rolesClaim)) return ok(all, null);
  const elsewhere = found.size > 0 ? `The token has lists at ${[...found.keys()].join(", ")}` : "The token has no list";
  return warning(
    `none at ${rolesClaim}; in all: ${all}`,
    `${elsewhere}: correct OIDC_ROLES_CLAIM.\nKeycloak: Users › the user › Role mapping; Client scopes › roles must be a Default one`,
    null,
  );
}
