import type { GraphQLResolveInfo } from "graphql";
import type { Identity } from "../../oidc/identity.js";
import type { Denial } from "./denial.js";
import { emitDecision } from "./emit-decision.js";
import type { GuardSettings } from "./guard-settings.js";

/** Where a context keeps the denials of its own; they go on in every copy of it. */
export const ownDenials = Symbol("denials");

const collected = new WeakMap<object, Denial[]>();
const emitted = new WeakMap<object, Set<string>>();

/** From now on, denials in resolvers with this context are collected here instead of being emitted one by one. */
export function collectDenials(context: object): readonly Denial[] {
  const denials = find(context) ?? [];
  if (!(ownDenials in context)) collected.set(context, denials);
  return denials;
}

function find(context: object): Denial[] | undefined {
  return ownDenials in context && Array.isArray(context[ownDenials]) ? context[ownDenials] : collected.get(context);
}

/** Records a denial of layer two, once for each coordinate of an operation, however many items it has. */
export function recordDenial(
  denial: Denial,
  identity: Identity | null,
  context: unknown,
  info: GraphQLResolveInfo,
  settings: Pick<GuardSettings, "onDecision" | "enforce">,
): void {
  if (settings.onDecision === undefined) return;
  const denials = typeof context === "object" && context !== null ? find(context) : undefined;
  if (denials !== undefined) {
    if (!denials.some(({ coordinate }) => coordinate === denial.coordinate)) denials.push(denial);
    return;
  }
  const seen = emitted.get(info.variableValues) ?? new Set();
  emitted.set(info.variableValues, seen);
  if (seen.has(denial.coordinate)) return;
  seen.add(denial.coordinate);
  void emitDecision(settings, identity, {
    refused: "field",
    operationName: info.operation.name?.value ?? null,
    code: denial.code,
    denials: [denial],
  });
}
