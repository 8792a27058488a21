import { ProviderUnavailable } from "../../oidc/provider-unavailable.js";
import { codeShape } from "../code-shape.js";

/** All that a trace keeps of an error. */
export function toErrorCode(error: unknown): string {
  if (error instanceof ProviderUnavailable) return "PROVIDER_UNAVAILABLE";
  const code = readCode(error instanceof Error && "extensions" in error ? error.extensions : error);
  return typeof code === "string" && codeShape.test(code) ? code : "INTERNAL_SERVER_ERROR";
}

function readCode(holder: unknown): unknown {
  return typeof holder === "object" && holder !== null && "code" in holder ? holder.code : undefined;
}
