import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { stopKeycloak } from "./stop-keycloak.js";
import { theKeycloak } from "./the-keycloak.js";

export default async function tearDown(): Promise<void> {
  const { home } = theKeycloak();
  await stopKeycloak(home);
  await rm(dirname(home), { recursive: true, force: true });
}
