import { CombinedGraphQLErrors, type ErrorLike } from "@apollo/client";

/**
 * What a denied field needs, such as "role admin or editor", from `extensions.requires` of the API's answer; undefined
 * for any other error. A list of requirements that must all hold, each `{ roles, scopes }` with any of an outer list,
 * all of an inner one.
 */
export function toNeeds(error: ErrorLike | undefined): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  const { code, requires } = error.errors[0]?.extensions ?? {};
  if (code !== "FORBIDDEN" || !Array.isArray(requires)) return undefined;
  const needs = requires.flatMap((requirement: unknown) => [
    ...describe("role", read(requirement, "roles")),
    ...describe("scope", read(requirement, "scopes")),
  ]);
  return needs.length === 0 ? undefined : [...new Set(needs)].join(", and ");
}

function describe(kind: string, alternatives: unknown): string[] {
  if (!isAlternatives(alternatives)) return [];
  return [`${kind} ${alternatives.map((names) => names.join(" and ")).join(" or ")}`];
}

function read(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isAlternatives(value: unknown): value is string[][] {
  return Array.isArray(value) && value.every((names) => Array.isArray(names) && names.every(isText));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
