import { type ConstDirectiveNode, getArgumentValues } from "graphql";
import { findDeclared } from "./find-declared.js";
import type { Alternatives, Requirement, Rule } from "./requirement.js";

const auth = findDeclared("auth");

function readNames(value: unknown, name: string, fault: (what: string) => void): readonly string[] {
  const names = Array.isArray(value) ? value.filter((member) => typeof member === "string") : [];
  if (names.length === 0) fault(`has an empty list in \`${name}\``);
  if (names.some((member) => member.trim() === "")) fault(`has an empty name in \`${name}\``);
  return names;
}

function readAlternatives(value: unknown, name: string, fault: (what: string) => void): Alternatives {
  if (Array.isArray(value) && value.length > 0) return value.map((names) => readNames(names, name, fault));
  fault(`has an empty list in \`${name}\``);
  return [];
}

function readValues(node: ConstDirectiveNode, fault: (what: string) => void): Record<string, unknown> {
  for (const { name } of node.arguments ?? []) {
    if (!auth.args.some((arg) => arg.name === name.value)) fault(`has no argument \`${name.value}\``);
  }
  try {
    return getArgumentValues(auth, node);
  } catch (error) {
    fault(`is malformed: ${error instanceof Error ? error.message : error}`);
    return {};
  }
}

/** The rule one `@auth` states. What it cannot mean is told to `fault`, in words that follow the directive's name. */
export function readRule(node: ConstDirectiveNode, fault: (what: string) => void): Rule {
  const { roles, scopes, policies, acr, maxAge, onDeny } = readValues(node, fault);
  for (const [name, value] of Object.entries({ roles, scopes, policies, acr, maxAge })) {
    if (value === null) fault(`has null for \`${name}\``);
  }
  const age = typeof maxAge === "number" ? maxAge : undefined;
  if (age !== undefined && age < 1) fault("needs a `maxAge` of at least 1 second");
  const requirement: Requirement = {
    ...(roles != null && { roles: readAlternatives(roles, "roles", fault) }),
    ...(scopes != null && { scopes: readAlternatives(scopes, "scopes", fault) }),
    ...(policies != null && { policies: readAlternatives(policies, "policies", fault) }),
    ...(acr != null && { acr: readNames(acr, "acr", fault) }),
    ...(age !== undefined && { maxAge: age }),
  };
  return { requirement, onDeny: onDeny === "NULL" ? "NULL" : "REFUSE" };
}
