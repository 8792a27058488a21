import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openConnection, toRequest } from "../support/connection.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";

let api: Api;
let bearer: string;
beforeAll(async () => {
  api = await startApi();
  bearer = `Bearer ${api.provider.mint()}`;
});
afterAll(() => api.close());

/** Sends bytes as they are, and reads the answer until the server closes the connection. */
async function exchange(text: string) {
  const connection = await openConnection(api.origin);
  connection.send(text);
  const isOrderly = await connection.closed;
  const received = connection.received();
  const [head = "", body = ""] = received.split("\r\n\r\n", 2);
  return { isOrderly, received, head: head.toLowerCase(), body, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]) };
}

const me = '{"query":"{me{id}}"}';
const lines = (...headers: string[]) => headers.map((header) => `${header}\r\n`).join("");
const ask = (...headers: string[]) =>
  `POST /graphql HTTP/1.1\r\n${lines("Host: api", "Connection: close", "Content-Type: application/json", ...headers)}\r\n`;
const askMe = (...headers: string[]) => `${ask(`Content-Length: ${me.length}`, ...headers)}${me}`;
const live = (...headers: string[]) => `GET /livez HTTP/1.1\r\n${lines("Connection: close", ...headers)}\r\n`;

const refused: [string, string, () => string, number, string][] = [
  [
    "H002",
    "two Authorization headers, good and bad",
    () => askMe(`Authorization: ${bearer}`, "Authorization: Bearer x"),
    400,
    "BAD_REQUEST",
  ],
  ["H002", "bad and good", () => askMe("Authorization: Bearer x", `Authorization: ${bearer}`), 400, "BAD_REQUEST"],
  ["H002", "good and good", () => askMe(`Authorization: ${bearer}`, `authorization: ${bearer}`), 400, "BAD_REQUEST"],
  ["H002", "good and empty", () => askMe(`Authorization: ${bearer}`, "Authorization:"), 400, "BAD_REQUEST"],
  ["H008", "a folded header", () => askMe("Authorization: Bearer", ` ${bearer.slice(7)}`), 400, "BAD_REQUEST"],
  ["H008", "NUL in a header", () => askMe("Authorization: Bearer \0x"), 400, "BAD_REQUEST"],
  ["H008", "a space before the colon", () => askMe(`Authorization : ${bearer}`), 400, "BAD_REQUEST"],
  [
    "H008",
    "Transfer-Encoding and Content-Length",
    () => `${ask("Transfer-Encoding: chunked", "Content-Length: 4")}0\r\n\r\n`,
    400,
    "BAD_REQUEST",
  ],
  [
    "G036",
    "Content-Length and Transfer-Encoding",
    () => `${ask("Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n`,
    400,
    "BAD_REQUEST",
  ],
  ["G036", "two lengths", () => `${ask("Content-Length: 4", "Content-Length: 20")}${me}`, 400, "BAD_REQUEST"],
  ["G036", "a negative length", () => `${ask("Content-Length: -1")}${me}`, 400, "BAD_REQUEST"],
  [
    "G036",
    "an encoding that hides chunked",
    () => `${ask("Transfer-Encoding: chunked, identity")}0\r\n\r\n`,
    400,
    "BAD_REQUEST",
  ],
  ["G036", "a chunk without a size", () => `${ask("Transfer-Encoding: chunked")}x\r\n`, 400, "BAD_REQUEST"],
  [
    "G036",
    "a chunk with 20 KB of extensions",
    () => `${ask("Transfer-Encoding: chunked")}1;a=${"x".repeat(20_000)}\r\n`,
    413,
    "PAYLOAD_TOO_LARGE",
  ],
  [
    "G018",
    "300 KB in chunks",
    () => `${ask("Transfer-Encoding: chunked")}493e0\r\n${"x".repeat(300_000)}\r\n0\r\n\r\n`,
    413,
    "PAYLOAD_TOO_LARGE",
  ],
  ["G018", "50 MB announced, of which none has come", () => ask("Content-Length: 50000000"), 413, "PAYLOAD_TOO_LARGE"],
  [
    "H009",
    "an Authorization header past 2,000 others",
    () => askMe(...Array(2_001).fill("a:b"), `Authorization: ${bearer}`),
    431,
    "HEADERS_TOO_LARGE",
  ],
  ["J046", "17 KB of headers", () => live("Host: api", `A: ${"a".repeat(17_000)}`), 431, "HEADERS_TOO_LARGE"],
  ["J046", "17 KB of path", () => `GET /${"a".repeat(17_000)} HTTP/1.1\r\nHost: api\r\n\r\n`, 431, "HEADERS_TOO_LARGE"],
  ["G036", "no Host", () => live(), 400, "BAD_REQUEST"],
  ["G036", "two Hosts", () => live("Host: api", "Host: other"), 400, "BAD_REQUEST"],
  [
    "G036",
    "a host that is no host",
    () =>
      "GET /graphql?query={__typename} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\napollo-require-preflight: 1\r\n\r\n",
    400,
    "BAD_REQUEST",
  ],
  [
    "G021",
    "TRACE",
    () => "TRACE /graphql HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n",
    405,
    "METHOD_NOT_ALLOWED",
  ],
  [
    "G021",
    "PROPFIND",
    () => "PROPFIND /graphql HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n",
    405,
    "METHOD_NOT_ALLOWED",
  ],
  ["G021", "CONNECT", () => "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 400, "BAD_REQUEST"],
  ["G021", "a method that there is not", () => "GRAPHQL /graphql HTTP/1.1\r\nHost: api\r\n\r\n", 400, "BAD_REQUEST"],
  ["G016", "HTTP/2 without TLS", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "BAD_REQUEST"],
  ["G016", "TLS", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "BAD_REQUEST"],
  ["G016", "a bare line feed for a request", () => "\n\n\nx\n\n", 400, "BAD_REQUEST"],
];

describe("bytes that are refused", () => {
  it.each(refused)(
    "%s are so as JSON, and the connection is closed in order: %s",
    async (_id, _name, toText, status, code) => {
      const answer = await exchange(toText());
      expect([answer.status, JSON.parse(answer.body).errors[0].extensions.code, answer.isOrderly]).toEqual([
        status,
        code,
        true,
      ]);
      for (const header of [
        "content-type: application/json; charset=utf-8",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "connection: close",
      ])
        expect(answer.head).toContain(header);
      expect(answer.received.match(/HTTP\/1\.1/g)).toHaveLength(1);
    },
  );

  it("H002 two Authorization headers are told apart", async () => {
    const { head } = await exchange(askMe(`Authorization: ${bearer}`, `Authorization: ${bearer}`));
    expect(head).toContain('error="invalid_request"');
  });
});

describe("bytes that are odd, and good", () => {
  it.each<[string, string, () => string]>([
    [
      "J046",
      "1,990 header lines before Authorization",
      () => askMe(...Array(1_990).fill("a:b"), `Authorization: ${bearer}`),
    ],
    ["G036", "HTTP/1.0 without a Host", () => "GET /livez HTTP/1.0\r\n\r\n"],
    ["G036", "an expectation that nobody has", () => live("Host: api", "Expect: the-spanish-inquisition")],
    [
      "G036",
      "a body in chunks of one byte",
      () =>
        `${ask("Transfer-Encoding: chunked", `Authorization: ${bearer}`)}${[...me].map((byte) => `1\r\n${byte}\r\n`).join("")}0\r\n\r\n`,
    ],
    ["G036", "an upgrade to what is not offered", () => live("Host: api", "Upgrade: websocket", "Connection: Upgrade")],
  ])("%s are answered: %s", async (_id, _name, toText) => {
    expect((await exchange(toText())).status).toBe(200);
  });

  it("G036 a body that comes after its head, and in two parts, is read as one that came with it", async () => {
    const whole = await exchange(askMe(`Authorization: ${bearer}`));
    const connection = await openConnection(api.origin);
    connection.send(ask(`Content-Length: ${me.length}`, `Authorization: ${bearer}`, "Expect: 100-continue"));
    await until(() => connection.received().includes("100 Continue"));
    for (const part of [me.slice(0, 5), me.slice(5)]) {
      connection.send(part);
      expect((await api.send("/livez")).status).toBe(200);
    }
    await connection.closed;
    expect(connection.received().split("\r\n\r\n").at(-1)).toBe(whole.body);
    expect(whole.status).toBe(200);
  });

  it("G036 1,000 requests sent in one go are answered in order, each its own", async () => {
    const connection = await openConnection(api.origin);
    const names = Array.from({ length: 1_000 }, (_, i) => `n${i}`);
    connection.send(names.map((name) => toRequest(`{ ${name}: __typename }`)).join(""));
    await until(() => connection.received().includes('"n999"'));
    const answered = [...connection.received().matchAll(/^HTTP\/1\.1 200 |"data":\{"(n\d+)"/gm)];
    expect(answered.flatMap(([, name]) => name ?? [])).toEqual(names);
    expect(answered).toHaveLength(2_000);
    connection.end();
  });

  it("G036 a good request with garbage behind it never has the garbage run", async () => {
    const { received } = await exchange(
      `${toRequest("{ first: __typename }")}${toRequest("{ second: __typename }").slice(1)}`,
    );
    expect(received).not.toContain('"second"');
  });
});

it("a caller who is gone before anybody knows from where is nobody's mistake", async () => {
  const toBody = (name: string) =>
    JSON.stringify({ query: `mutation { login(username: "${name}", password: "x") { tokenType } }` });
  const { hostname, port } = new URL(api.origin);
  for (let i = 0; i < 20; i += 1) {
    const socket = connect(Number(port), hostname);
    const body = toBody(`gone ${i}`);
    socket.write(`${ask(`Content-Length: ${body.length}`)}${body}`);
    await once(socket, "connect");
    socket.resetAndDestroy();
  }
  const { status } = await api.send("/graphql", {
    method: "POST",
    body: toBody("alice"),
    headers: { "content-type": "application/json" },
  });
  expect(status).toBe(401);
  expect(api.logged()).not.toContain("Unexpected error");
});
