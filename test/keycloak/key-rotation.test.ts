import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAdmin } from "./create-admin.js";
import { grantTokens } from "./grant-tokens.js";
import { logIn } from "./log-in.js";
import { type Answer, me } from "./operations.js";
import { realms } from "./realms.js";
import { type Api, startApi } from "./start-api.js";
import { theKeycloak } from "./the-keycloak.js";

const providerType = "org.keycloak.keys.KeyProvider";
const priorities = [200, 300];
const toName = (priority: number) => `rotated-${priority}`;

describe.each(realms)("key rotation in a realm $made", (realm) => {
  const { url, adminPassword } = theKeycloak();
  const admin = createAdmin(url, adminPassword);
  let api: Api;
  beforeAll(async () => {
    api = await startApi(realm);
  });
  afterAll(async () => {
    await api.stop();
    const keys = await admin<{ id: string; name: string }[]>("GET", `/${realm.name}/components?type=${providerType}`);
    const made = keys.filter(({ name }) => priorities.some((priority) => name === toName(priority)));
    for (const { id } of made) await admin("DELETE", `/${realm.name}/components/${id}`);
  });

  async function rotate(priority: number): Promise<void> {
    const { id } = await admin<{ id: string }>("GET", `/${realm.name}`);
    await admin("POST", `/${realm.name}/components`, {
      name: toName(priority),
      providerId: "rsa-generated",
      providerType,
      parentId: id,
      config: {
        priority: [String(priority)],
        enabled: ["true"],
        active: ["true"],
        algorithm: ["RS256"],
        keySize: ["2048"],
      },
    });
  }

  it("R11 under load › a new token is good within 2 s, an old one stays good, and nobody is refused", async () => {
    const client = { url, realm: realm.name, clientId: realm.clientId, clientSecret: realm.clientSecret };
    const tokens = [(await logIn(api, realm)).accessToken];
    const answers: Answer<unknown>[] = [];
    let rotating = true;
    const load = Array.from({ length: 8 }, async (_, worker) => {
      for (let turn = worker; rotating; turn++) {
        answers.push(await me(api, tokens[turn % tokens.length] ?? ""));
      }
    });
    try {
      for (const priority of priorities) {
        await rotate(priority);
        const rotated = performance.now();
        const { access_token } = await grantTokens(client, realm.username, realm.password);
        expect(toKeyId(access_token)).not.toBe(toKeyId(tokens.at(-1) ?? ""));
        expect((await me(api, access_token)).status).toBe(200);
        expect(performance.now() - rotated).toBeLessThan(2_000);
        tokens.push(access_token);
      }
      for (const token of tokens) expect((await me(api, token)).status).toBe(200);
    } finally {
      rotating = false;
      await Promise.all(load);
    }
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

function toKeyId(token: string): unknown {
  const header: { kid?: string } = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
  return header.kid;
}
