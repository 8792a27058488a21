import { afterAll } from "@jest/globals";
import { readRealm } from "#latchkey/embedded/read-realm.js";
import type { Realm } from "#latchkey/embedded/realm.js";
import {
  type EmbeddedProvider,
  type EmbeddedProviderOptions,
  startEmbeddedProvider,
} from "#latchkey/embedded/start-embedded-provider.js";

const started: EmbeddedProvider[] = [];

afterAll(async () => {
  await Promise.all(started.splice(0).map((provider) => provider.close()));
});

/** Starts a provider on a free port with the demo realm, changed where asked; it is closed after the tests of the file. */
export async function startProvider(
  changes: Partial<Realm> = {},
  options: Partial<EmbeddedProviderOptions> = {},
): Promise<EmbeddedProvider> {
  const realm = { ...(await readRealm()), ...changes };
  const provider = await startEmbeddedProvider({ port: 0, realm, ...options });
  started.push(provider);
  return provider;
}
