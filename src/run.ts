import { setFlagsFromString } from "node:v8";
import type { Logger } from "pino";
import { announce } from "./announce.js";
import type { Settings } from "./config.js";
import { findDemoUsers } from "./find-demo-users.js";
import type { SchemaExtension } from "./graphql/schema-extension.js";
import { InvalidSettings } from "./invalid-settings.js";
import { startServer } from "./server.js";
import { sandboxOrigin } from "./to-sandbox-link.js";

// Where many objects made at one line of code outlived a collection, V8 makes the next ones old. Tokens that are
// remembered do outlive it, and what belongs to a request followed sooner or later, for good: with it all of the request
// outlived every short collection, and each answer took twice as long.
setFlagsFromString("--no-allocation-site-pretenuring");

/**
 * Starts the API, and the embedded provider where no other is configured. An extension adds fields to the schema.
 *
 * @returns a function that stops both.
 * @throws InvalidSettings when a port cannot be listened on, or the embedded provider is not installed.
 */
export async function run(settings: Settings, log: Logger, extension?: SchemaExtension): Promise<() => Promise<void>> {
  const { port, metricsPort, providerPort, local, explorer, corsOrigins } = settings;
  const embedded = settings.provider === null;
  const { provider, close } = embedded
    ? await blaming({ PROVIDER_PORT: providerPort }, startEmbedded(providerPort))
    : { provider: settings.provider, close: async () => {} };
  try {
    const demoUsers = local ? await findDemoUsers(provider) : [];
    const server = await blaming(
      { PORT: port, METRICS_PORT: metricsPort },
      startServer({ ...settings, provider }, log, { extension, demoUsers }),
    );
    const sandbox = corsOrigins.includes(sandboxOrigin);
    // The log is on the same stream: no password in it of a provider that somebody has named, whoever knows it.
    announce(server.url, { explorer, sandbox, demo: embedded ? { issuer: provider.issuer, users: demoUsers } : null });
    return async () => {
      await server.close();
      await close();
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A development dependency, so that production cannot start it by mistake. */
async function startEmbedded(port: number) {
  try {
    const { startEmbeddedProvider } = await import("./embedded/start-embedded-provider.js");
    const { readRealm } = await import("./embedded/read-realm.js");
    const { issuer, clientId, clientSecret, close } = await startEmbeddedProvider({ port, realm: await readRealm() });
    return { provider: { issuer, clientId, clientSecret, discoveryUrl: undefined }, close };
  } catch (error) {
    if (!hasCode(error, "ERR_MODULE_NOT_FOUND")) throw error;
    throw new InvalidSettings(["No provider is named, and the embedded one is not installed: npm ci installs it"]);
  }
}

async function blaming<Started>(
  ports: Readonly<Record<string, number | undefined>>,
  starting: Promise<Started>,
): Promise<Started> {
  try {
    return await starting;
  } catch (error) {
    const refused = error instanceof Error && "port" in error ? error.port : undefined;
    const named = Object.entries(ports);
    const variable = (named.find(([, port]) => port === refused) ?? named[0] ?? []).join(" ");
    if (hasCode(error, "EADDRINUSE")) throw new InvalidSettings([`${variable} is in use by another program`]);
    if (hasCode(error, "EACCES")) throw new InvalidSettings([`${variable} may not be listened on by this user`]);
    if (hasCode(error, "ENOTFOUND")) throw new InvalidSettings(["HOST is not a name or address of this machine"]);
    if (hasCode(error, "EADDRNOTAVAIL")) throw new InvalidSettings(["HOST is not an address of this machine"]);
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
