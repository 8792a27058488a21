import type { GraphQLSchema } from "graphql";
import { findDeclared } from "./find-declared.js";
import { readDirectives } from "./read-directives.js";
import { readRule } from "./read-rule.js";
import type { Rule } from "./requirement.js";

/** What the directives at each place say, before anything is inherited. */
export interface OwnRules {
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
  readonly publicFields: ReadonlySet<string>;
  readonly faults: readonly string[];
}

const misplaced = {
  auth: "carries `@auth`, which can be enforced on object and interface types, fields, arguments and input fields alone",
  public: "carries `@public`, which has a meaning on fields alone",
};

/**
 * A declaration of one's own is fine as long as it says nothing that ours does not, and is as repeatable: what
 * merges documents keeps one of several rules otherwise.
 */
function isDeclaredAlike(schema: GraphQLSchema, name: "auth" | "public"): boolean {
  const own = schema.getDirective(name);
  if (!own) return true;
  const expected = findDeclared(name);
  if (own.isRepeatable !== expected.isRepeatable) return false;
  return own.args.every((arg) =>
    expected.args.some(
      (other) =>
        other.name === arg.name && String(other.type) === String(arg.type) && other.defaultValue === arg.defaultValue,
    ),
  );
}

/** Reads every `@auth` and `@public` of a schema where it stands. */
export function readOwnRules(schema: GraphQLSchema): OwnRules {
  const rules = new Map<string, readonly Rule[]>();
  const publicFields = new Set<string>();
  const faults: string[] = [];
  for (const name of ["auth", "public"] as const) {
    if (!isDeclaredAlike(schema, name)) faults.push(`\`@${name}\` is not declared as in \`authTypeDefs\``);
  }
  for (const { coordinate, kind, directives, isHidden } of readDirectives(schema)) {
    if (isHidden) faults.push(`\`${coordinate}\` carries its directive in \`extensions\`: it is read from SDL alone`);
    const auth = directives.filter(({ name }) => name.value === "auth");
    const isPublic = auth.length < directives.length;
    if (auth.length > 0 && kind === "other") faults.push(`\`${coordinate}\` ${misplaced.auth}`);
    if (isPublic && kind !== "field") faults.push(`\`${coordinate}\` ${misplaced.public}`);
    if (isPublic) publicFields.add(coordinate);
    if (auth.length === 0) continue;
    const read = auth.map((node) => readRule(node, (what) => faults.push(`\`${coordinate}\` @auth ${what}`)));
    if (kind !== "other") rules.set(coordinate, read);
  }
  return { rules, publicFields, faults };
}
