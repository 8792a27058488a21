import { type Algorithm, algorithms as everyAlgorithm } from "../keys/algorithms.js";
import type { IssuerOptions, SeveralIssuers, VerifierOptions } from "../verifier-options.js";
import type { IssuerRules } from "./issuer-rules.js";

/**
 * The rules that options spell out, one set for each issuer. What would leave a check out by accident is refused: an
 * empty name, `undefined` or `*` in its place, a list with an empty member.
 *
 * @throws TypeError that names the option and its fault: the operator's.
 */
export function readIssuerRules(options: VerifierOptions): readonly [IssuerRules, ...IssuerRules[]] {
  const common = {
    clockTolerance: readSeconds("clockTolerance", options.clockTolerance ?? 5, 0, 300),
    maxLifetime: readSeconds("maxLifetime", options.maxLifetime ?? 86_400, 60, 2_592_000),
  };
  const [first, ...others] = toIssuerOptions(options).map((issuer) => ({ ...readIssuer(issuer), ...common }));
  if (first === undefined) throw new TypeError("issuer must not be an empty list");
  const rules: readonly [IssuerRules, ...IssuerRules[]] = [first, ...others];
  if (new Set(rules.map(({ issuer }) => issuer)).size < rules.length) throw new TypeError("issuer is listed twice");
  return rules;
}

/** A whole number of seconds, bounds included. */
export function readSeconds(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new TypeError(`${name} must be a whole number of seconds from ${least} to ${most}`);
}

function toIssuerOptions(options: VerifierOptions): readonly IssuerOptions[] {
  if (!hasSeveral(options)) return [options];
  for (const name of ["audience", "clientId", "discoveryUrl", "algorithms", "rolesClaim"]) {
    if (Object.hasOwn(options, name)) throw new TypeError(`${name} belongs beside each issuer when there are several`);
  }
  return options.issuer;
}

function hasSeveral(options: IssuerOptions | SeveralIssuers): options is SeveralIssuers {
  return Array.isArray(options.issuer);
}

function readIssuer(options: IssuerOptions): Omit<IssuerRules, "clockTolerance" | "maxLifetime"> {
  const { audience, clientId, discoveryUrl, algorithms = everyAlgorithm, rolesClaim = "realm_access.roles" } = options;
  const audiences = audience === undefined ? [] : readNames("audience", audience);
  const clientIds = clientId === undefined ? [] : readNames("clientId", clientId);
  if (audiences.length + clientIds.length === 0) throw new TypeError("audience or clientId is needed");
  return {
    issuer: readUrl("issuer", options.issuer),
    discoveryUrl: discoveryUrl === undefined ? undefined : readUrl("discoveryUrl", discoveryUrl),
    audiences,
    clientIds,
    algorithms: readAlgorithms(algorithms),
    rolesPath: readRolesPath(rolesClaim),
  };
}

function readUrl(name: string, value: unknown): string {
  const url = typeof value === "string" && !/\s/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  const isAddress =
    url !== undefined &&
    /^https?:\/\//.test(String(value)) &&
    url.username + url.password + url.hash === "" &&
    (name === "discoveryUrl" || url.search === "");
  if (!isAddress) throw new TypeError(`${name} must be an http:// or https:// URL`);
  return String(value);
}

function readNames(name: string, value: string | readonly string[]): readonly string[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (names.length === 0) throw new TypeError(`${name} must not be an empty list`);
  return names.map((member) => {
    if (typeof member !== "string" || /^$|[\s,*]|^undefined$|^null$/.test(member)) {
      throw new TypeError(`${name} must be a name or a list of names, none of them empty, 'undefined' or '*'`);
    }
    return member;
  });
}

function readAlgorithms(value: readonly unknown[]): readonly Algorithm[] {
  const known = everyAlgorithm.filter((name) => value.includes(name));
  if (known.length > 0 && known.length === value.length) return known;
  throw new TypeError(`algorithms must be some of ${everyAlgorithm.join(", ")}`);
}

function readRolesPath(value: string): readonly string[] {
  const names = /^https?:\/\//.test(value) ? [value] : value.split(".");
  if (names.some((name) => name === "" || /\s/.test(name))) {
    throw new TypeError("rolesClaim must be names joined by dots");
  }
  return names;
}
