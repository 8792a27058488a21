import type { AccessEntry } from "../graphql/access-entries.js";
import { describeRequirements } from "../graphql/directive/describe-requirements.js";
import { toMissing } from "../graphql/guard/to-missing.js";
import type { Identity } from "../oidc/identity.js";

/** What a padlock shows. */
export interface Padlock {
  /** `asked` is up to a policy, which the server asks each time. */
  readonly state: "locked" | "asked" | "open";
  /** Such as "role `admin`". */
  readonly requires: string;
}

/** Whether somebody, or nobody, meets what a guarded coordinate requires: by the same rules as the server. */
export function judge({ requires }: AccessEntry, identity: Identity | null): Padlock {
  const words = describeRequirements(requires).replaceAll("`", "") || "a signed-in user";
  const isMet = identity !== null && requires.every((requirement) => toMissing(requirement, identity) === null);
  const hasPolicy = requires.some(({ policies }) => policies !== undefined);
  return { requires: words, state: isMet ? (hasPolicy ? "asked" : "open") : "locked" };
}
