import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import type { Identity } from "../../oidc/identity.js";
import type { DecisionEvent } from "../decision-event.js";
import { readAccess } from "../directive/read-access.js";
import { type AnswerCode, answers } from "../errors.js";
import { emitDecision } from "../guard/emit-decision.js";
import { readSettings } from "../guard/guard-settings.js";
import { readCaller } from "../guard/read-caller.js";
import type { Refusal } from "../refusal.js";
import { createPlanner } from "./create-planner.js";
import { findDenials } from "./find-denials.js";
import type { Operation } from "./operation.js";
import { selectsPublicOnly } from "./selects-public-only.js";
import { toRefusals } from "./to-refusals.js";

/** Makes the check of `createGate`, before errors are made of what it finds. */
export function createFindRefusals(schema: GraphQLSchema): (operation: Operation) => readonly Refusal[] {
  const access = readAccess(schema);
  const plan = createPlanner(schema);
  const { enforce = "refuse", onDecision } = readSettings(schema) ?? {};

  return ({ document, operation, variables, context }) => {
    const planned = plan(document, operation);
    const caller = readCaller(context);
    if (caller.refusal !== null && !selectsPublicOnly(planned, variables))
      return refuseToken(caller.refusal, operation);
    const [first, ...others] = findDenials(planned, access, variables, caller.identity);
    if (first === undefined) return [];
    if (caller.refusal !== null) return refuseToken(caller.refusal, operation);
    emit(operation, caller.identity, { code: first.code, denials: [first, ...others] });
    return enforce === "refuse" ? toRefusals([first, ...others]) : [];
  };

  function refuseToken(refusal: Refusal, operation: OperationDefinitionNode): readonly Refusal[] {
    emit(operation, null, { code: readCode(refusal), denials: [] }, "refuse");
    return [refusal];
  }

  function emit(
    { name }: OperationDefinitionNode,
    identity: Identity | null,
    event: Pick<DecisionEvent, "code" | "denials">,
    enforced = enforce,
  ): void {
    const settings = { onDecision, enforce: enforced };
    void emitDecision(settings, identity, { refused: "operation", operationName: name?.value ?? null, ...event });
  }
}

function readCode({ extensions: { code } }: Refusal): AnswerCode {
  return typeof code === "string" && isAnswerCode(code) ? code : "INTERNAL_SERVER_ERROR";
}

function isAnswerCode(code: string): code is AnswerCode {
  return Object.hasOwn(answers, code);
}
