import { createHash } from "node:crypto";
import { operationRegistrySignature } from "@apollo/utils.operationregistrysignature";
import type { DocumentNode, OperationDefinitionNode } from "graphql";

const known = new WeakMap<OperationDefinitionNode, string>();

/**
 * Tells operations apart without their literals, any of which may be a secret: the first 16 hexadecimal digits of the
 * SHA-256 of the operation, sorted and stripped. Kept with the document: nothing to do for one that was seen before.
 */
export function toSignature(document: DocumentNode, operation: OperationDefinitionNode): string {
  const found = known.get(operation);
  if (found !== undefined) return found;
  const stripped = operationRegistrySignature(document, operation.name?.value ?? "");
  const signature = createHash("sha256").update(stripped).digest("hex").slice(0, 16);
  known.set(operation, signature);
  return signature;
}
