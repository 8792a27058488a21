import type { TestProvider } from "latchkey/testing";
import { type Program, startMain } from "../support/start-main.js";

/** Starts the program for a provider, and waits until it listens. `environment` comes on top, or in place of it. */
export function startFor(
  { issuer, clientId, clientSecret }: TestProvider,
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const settings = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret };
  return startMain({ ...settings, HOST: "127.0.0.1", ...environment });
}
