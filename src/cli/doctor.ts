import { parseArgs } from "node:util";
import type { Settings } from "../config.js";
import type { ProviderSettings } from "../provider-settings.js";
import { checkAccessToken } from "./doctor/check-access-token.js";
import { checkClient } from "./doctor/check-client.js";
import { checkClock } from "./doctor/check-clock.js";
import { checkIssuer } from "./doctor/check-issuer.js";
import { checkKeys } from "./doctor/check-keys.js";
import { checkLifespan } from "./doctor/check-lifespan.js";
import { checkLogin } from "./doctor/check-login.js";
import { checkLogout } from "./doctor/check-logout.js";
import { checkPasswordGrant } from "./doctor/check-password-grant.js";
import { checkProvider } from "./doctor/check-provider.js";
import { checkRefreshToken } from "./doctor/check-refresh-token.js";
import { checkRoles } from "./doctor/check-roles.js";
import { checkSettings } from "./doctor/check-settings.js";
import { checkUsername } from "./doctor/check-username.js";
import { createReport, type Report } from "./doctor/create-report.js";
import type { Person } from "./doctor/person.js";
import { readPassword } from "./doctor/read-password.js";
import { toMoment } from "./doctor/to-moment.js";
import { UsageError } from "./usage-error.js";

const usage = `Usage: latchkey doctor [--username NAME]

Reads the settings as the server does, tries the provider that they name, and says what is wrong and where to mend it.

  --username NAME  logs NAME in and out again too; the password is that of LATCHKEY_DOCTOR_PASSWORD, or asked for`;

/** `latchkey doctor`: from the settings to a verified token, a line for each step. Prints no token, secret or password. */
export async function doctor(args: string[]): Promise<number> {
  const { help, username } = readOptions(args);
  if (help) {
    console.log(usage);
    return 0;
  }
  const report = createReport();
  const settings = await report.step("settings", process.env, checkSettings);
  if (settings === undefined) return 1;
  if (settings.provider === null) return 0;
  const person =
    username === undefined
      ? null
      : { username, password: await readPassword(username, process.env.LATCHKEY_DOCTOR_PASSWORD) };
  await examine(settings, settings.provider, person, report);
  return report.end() ? 0 : 1;
}

async function examine(settings: Settings, provider: ProviderSettings, person: Person | null, report: Report) {
  const { clientId } = provider;
  const description = await report.step("provider", provider, checkProvider);
  const metadata = await report.step("issuer", description, (found) => checkIssuer(provider, found));
  const keys = await report.step("keys", metadata, checkKeys);
  const moment = description?.moment;
  if (moment !== null) await report.step("clock", moment, checkClock);
  else if (person === null) report.skip("clock", "the provider sends no Date; a login tells (--username NAME)");
  const client = await report.step("client", metadata, () => checkClient(provider, settings, person?.password));
  if (!settings.passwordLogin) return report.skip("password grant", "PASSWORD_LOGIN is off: nobody logs in through us");
  const granted = await report.step("password grant", client, (found) => checkPasswordGrant(clientId, found));
  if (person === null) return report.skip("login", "--username NAME tries one, and what comes after it");

  const login = await report.step("login", granted, (found) => checkLogin(found, person));
  const tokens = login?.tokens;
  if (moment === null) await report.step("clock", login && toMoment(login), checkClock);
  const identity = await report.step("access token", keys && tokens, ({ accessToken }) =>
    checkAccessToken(provider, settings, accessToken),
  );
  await report.step("roles", identity, (found) => checkRoles(settings.rolesClaim, found));
  await report.step("username", identity, (found) => checkUsername(clientId, found));
  await report.step("lifespan", identity, (found) => checkLifespan(clientId, found));
  await report.step("refresh token", tokens, (found) => checkRefreshToken(clientId, found));
  if (tokens?.refreshToken !== null) await report.step("logout", login, checkLogout);
}

function readOptions(args: string[]) {
  try {
    const options = { username: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}
