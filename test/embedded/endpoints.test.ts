import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { createConnection, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { EmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";
import { connect } from "./connect.js";
import { startProvider } from "./start-provider.js";

let provider: EmbeddedProvider;

beforeAll(async () => {
  provider = await startProvider();
});

describe("discovery", () => {
  it("advertises the endpoints where Keycloak has them", async () => {
    const base = `${provider.issuer}/protocol/openid-connect`;

    const metadata = (await connect(provider)).serverMetadata();

    expect(provider.issuer).toMatch(/^http:\/\/localhost:\d+\/realms\/local$/);
    expect(metadata).toMatchObject({
      issuer: provider.issuer,
      token_endpoint: `${base}/token`,
      authorization_endpoint: `${base}/auth`,
      jwks_uri: `${base}/certs`,
      revocation_endpoint: `${base}/revoke`,
      end_session_endpoint: `${base}/logout`,
      userinfo_endpoint: `${base}/userinfo`,
      grant_types_supported: ["authorization_code", "refresh_token", "password"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "profile", "email"],
    });
  });

  it("names the issuer's host whatever address it is asked at", async () => {
    const { issuer } = provider;
    const address = issuer.replace("localhost", "127.0.0.1");

    const metadata = await (await fetch(`${address}/.well-known/openid-configuration`)).json();

    expect(metadata).toMatchObject({ issuer, token_endpoint: `${issuer}/protocol/openid-connect/token` });
  });

  it("takes the realm's name and the host name", async () => {
    const provider = await startProvider({ realm: "other" }, { hostname: "127.0.0.1" });

    expect((await connect(provider)).serverMetadata().issuer).toBe(provider.issuer);
    expect(provider.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/realms\/other$/);
  });

  it.each([["/"], ["/realms/local"], ["/realms/locals/.well-known/openid-configuration"], ["/realms/local/nothing"]])(
    "answers 404 at %s, without HTML",
    async (path) => {
      const { issuer } = provider;

      const answer = await fetch(new URL(path, issuer));

      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).not.toContain("html");
    },
  );

  it("answers a browser's faulty request without HTML", async () => {
    const { issuer } = provider;

    const answer = await fetch(`${issuer}/protocol/openid-connect/auth`, { headers: { Accept: "text/html" } });

    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error: "invalid_request" })]);
  });
});

describe("starting and stopping", () => {
  it("says which client the API logs people in with", () => {
    const { clientId, clientSecret } = provider;

    expect({ clientId, clientSecret }).toEqual({ clientId: "local-api", clientSecret: "local-api-demo-secret" });
  });

  it("rejects with one line and the code when the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    try {
      await expect(startProvider({}, { port })).rejects.toMatchObject({
        message: `port ${port} is in use (PROVIDER_PORT)`,
        code: "EADDRINUSE",
      });
    } finally {
      other.close();
      await once(other, "close");
    }
  });

  it("rejects a host name that is not loopback", async () => {
    await expect(startProvider({}, { hostname: "192.0.2.1" })).rejects.toThrow("not a loopback address");
  });

  it("frees the port at once on close, with connections kept alive", async () => {
    const provider = await startProvider();
    const port = Number(new URL(provider.issuer).port);
    const agent = new Agent({ keepAlive: true });
    await text((await once(get(`${provider.issuer}/protocol/openid-connect/certs`, { agent }), "response"))[0]);
    expect(Object.keys(agent.freeSockets)).toHaveLength(1);

    await provider.close();
    const next = await startProvider({}, { port });

    expect(next.issuer).toBe(provider.issuer);
    agent.destroy();
  });

  it("cuts a request that is under way on close", async () => {
    const provider = await startProvider();
    const socket = createConnection(Number(new URL(provider.issuer).port), "127.0.0.1");
    socket.write(`POST ${new URL(provider.issuer).pathname}/protocol/openid-connect/token HTTP/1.1\r\n`);
    socket.write("Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    socket.write("Content-Length: 100\r\nExpect: 100-continue\r\n\r\n");
    // The server has the head of the request and waits for its body.
    await once(socket, "data");

    await provider.close();

    await expect(text(socket)).resolves.toBe("");
  });

  it("prints nothing, and lets the process exit after close", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", session], { stdio: "pipe" });

    const [printed, errors, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ]);

    expect({ printed, errors, status }).toEqual({ printed: "200 400 200", errors: "", status: 0 });
  });
});

/** A login, a wrong password and a rotation of keys, telling nothing but the statuses. */
const session = `
  import { readRealm } from "#latchkey/embedded/read-realm.js";
  import { startEmbeddedProvider } from "#latchkey/embedded/start-embedded-provider.js";
  const provider = await startEmbeddedProvider({ port: 0, realm: await readRealm() });
  const { issuer, clientId: client_id, clientSecret: client_secret } = provider;
  async function logIn(password) {
    const form = { grant_type: "password", client_id, client_secret, username: "alice", password };
    const answer = await fetch(issuer + "/protocol/openid-connect/token", { method: "POST", body: new URLSearchParams(form) });
    return answer.status;
  }
  const statuses = [await logIn("wonderland"), await logIn("wrong")];
  await provider.rotateKeys();
  statuses.push(await logIn("wonderland"));
  await provider.close();
  process.stdout.write(statuses.join(" "));
`;
