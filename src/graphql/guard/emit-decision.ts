import type { Identity } from "../../oidc/identity.js";
import { toSubjectHash } from "../../oidc/to-subject-hash.js";
import type { DecisionEvent } from "../decision-event.js";
import type { GuardSettings } from "./guard-settings.js";

function toSubject(identity: Identity | null): string | null {
  const subject: unknown = identity?.subject;
  return typeof subject === "string" ? toSubjectHash(subject) : null;
}

/** Tells the server's hook. A hook that throws or rejects changes no decision. */
export async function emitDecision(
  { onDecision, enforce }: Pick<GuardSettings, "onDecision" | "enforce">,
  identity: Identity | null,
  event: Omit<DecisionEvent, "subject" | "enforce">,
): Promise<void> {
  try {
    await onDecision?.({ enforce, subject: toSubject(identity), ...event });
  } catch (error) {
    process.emitWarning(`onDecision failed: ${error instanceof Error ? error.message : typeof error}`);
  }
}
