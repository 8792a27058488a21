/** The operator's fault: every missing or malformed variable, a line each. No value is repeated, for one may be a secret. */
export class InvalidSettings extends Error {
  override readonly name = "InvalidSettings";

  constructor(readonly faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  }
}
