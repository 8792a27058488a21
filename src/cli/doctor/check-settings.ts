import { type Environment, readSettings, type Settings } from "../../config.js";
import { InvalidSettings } from "../../invalid-settings.js";
import { readEnvironment } from "../../read-environment.js";
import { type Finding, failed, ok } from "./finding.js";

/** Whether the server would start with these settings: read by the same code from the same places. */
export function checkSettings(environment: Environment): Finding<Settings> {
  try {
    const settings = readSettings(readEnvironment(environment));
    const { provider } = settings;
    return ok(
      provider === null
        ? "no provider is named: local mode uses the embedded one, and there is nothing to examine"
        : `issuer ${provider.issuer}, client ${provider.clientId}`,
      settings,
    );
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    const file = environment.RUNTIME_ENV === "prod" ? ".env" : ".local.env";
    return failed(error.faults.join("\n"), `Set it in the environment or in ${file}; .env.example says how`);
  }
}
