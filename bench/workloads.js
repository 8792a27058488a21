import { randomBytes } from "node:crypto";
import { list, login, me, refusedMe, toRest, wideOf } from "./requests.js";

/** More than any contender remembers, so that in turn each is new every time. */
const coldTokens = 12_000;

const closed = ({ open }) => !open;
const graphql = ({ rest }) => !rest;
const all =
  (...filters) =>
  (contender) =>
    filters.every((filter) => filter(contender));
const named =
  (...names) =>
  ({ name }) =>
    names.includes(name);

/**
 * What is sent, and to whom. `toRequests` is asked once, so that all are sent the same.
 *
 * @param {(count: number, claims?: object) => Promise<string[]>} mint
 */
export function createWorkloads(mint) {
  const one = (toRequest) => async () => [toRequest((await mint(1))[0])];
  return [
    {
      name: "me",
      title: "`me`, a token seen before",
      toRequests: one(me),
      for: (contender) => contender.name !== "apollo-lean",
    },
    { name: "list", title: "1,000 items of 5 fields, 3 guarded", toRequests: one(list), for: graphql },
    {
      name: "cold",
      title: "`me`, each time a new valid token",
      toRequests: async () => (await mint(coldTokens)).map(me),
      for: closed,
    },
    {
      name: "garbage",
      title: "`me`, tokens that are none",
      toRequests: async () => garbage().map(refusedMe),
      for: closed,
    },
    {
      name: "forged",
      title: "`me`, tokens with a wrong signature",
      toRequests: async () => (await mint(1_000)).map((token) => refusedMe(forge(token))),
      for: closed,
    },
    {
      name: "mixed",
      title: "95 % `me`, 4 % without a token, 1 % `login`",
      async toRequests() {
        const [token] = await mint(1);
        return Array.from({ length: 100 }, (_, i) => (i === 50 ? login() : i % 25 === 0 ? refusedMe() : me(token)));
      },
      for: all(closed, graphql),
    },
    ...[1, 4, 16, 64, 256].map((size) => ({
      name: `document-${size}`,
      title: `a document of ${size} fields`,
      family: "document",
      toRequests: one((token) => wideOf(size, token)),
      for: named("latchkey", "mercurius", "apollo"),
    })),
    ...[1, 8, 64, 512].map((connections) => ({
      name: `connections-${connections}`,
      title: `\`me\` over ${connections} connections`,
      family: "connections",
      connections,
      toRequests: one(me),
      for: named("latchkey", "mercurius", "apollo"),
    })),
  ];
}

/** The requests of a workload in the way that a contender is asked. */
export const toRequestsOf = (contender, requests) => (contender.rest ? requests.map(toRest) : requests);

/** Words, three parts of noise, a header that is no JSON, one of an algorithm that is none. */
function garbage() {
  const noise = (bytes) => randomBytes(bytes).toString("base64url");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  return Array.from({ length: 100 }, () => [
    noise(24),
    `${noise(60)}.${noise(600)}.${noise(256)}`,
    `e30.${noise(600)}.${noise(256)}`,
    `${none}.${noise(600)}.${noise(256)}`,
  ]).flat();
}

/** The same token with another signature. */
function forge(token) {
  const signed = token.slice(0, token.lastIndexOf("."));
  return `${signed}.${randomBytes(256).toString("base64url")}`;
}
