import type { Alternatives, Requirement } from "./requirement.js";

function quote(name: string): string {
  return `\`${name}\``;
}

function join(parts: readonly string[], word: string): string {
  return parts.length < 3 ? parts.join(` ${word} `) : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;
}

function describeAlternatives(one: string, many: string, alternatives: Alternatives): string {
  if (alternatives.every((names) => names.length === 1)) return `${one} ${join(alternatives.flat().map(quote), "or")}`;
  const described = alternatives.map((names) => `${names.length === 1 ? one : many} ${join(names.map(quote), "and")}`);
  return described.join(", or ");
}

function describe({ roles, scopes, policies, acr, maxAge }: Requirement): string[] {
  return [
    ...(roles ? [describeAlternatives("role", "roles", roles)] : []),
    ...(scopes ? [describeAlternatives("scope", "scopes", scopes)] : []),
    ...(policies ? [describeAlternatives("policy", "policies", policies)] : []),
    ...(acr ? [`authentication context class ${join(acr.map(quote), "or")}`] : []),
    ...(maxAge === undefined ? [] : [`a sign-in at most ${maxAge} seconds ago`]),
  ];
}

/** Requirements in words, such as "role `admin` and scope `read`"; empty when any signed-in user meets them. */
export function describeRequirements(requirements: readonly Requirement[]): string {
  return [...new Set(requirements.flatMap(describe))].join(" and ");
}
