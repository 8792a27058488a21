import { randomBytes } from "node:crypto";
import { list, login, me, refusedMe, toRest, wideOf } from "./requests.js";

/** More than any contender remembers, so that in turn each is new every time. */
const coldTokens = 12_000;

const peers = ["latchkey", "mercurius", "yoga", "textbook"];

/**
 * What is sent, and to whom; `quick` says to whom when time is short. `toRequests` is asked once, so that all are sent
 * the same.
 *
 * @param {(count: number) => Promise<string[]>} mint
 */
export function createWorkloads(mint) {
  const one = (toRequest) => async () => [toRequest((await mint(1))[0])];
  return [
    {
      name: "me",
      title: "`me`, a token seen before",
      toRequests: one(me),
      contenders: [...peers, "apollo", "fastapi"],
      quick: ["latchkey", "mercurius", "textbook", "apollo"],
    },
    {
      name: "list",
      title: "1,000 items of 5 fields, 3 guarded",
      toRequests: one(list),
      contenders: [...peers, "apollo", "apollo-lean", "latchkey-open"],
      quick: ["latchkey", "mercurius", "apollo"],
    },
    {
      name: "cold",
      title: "`me`, each time a new valid token",
      toRequests: async () => (await mint(coldTokens)).map(me),
      contenders: [...peers, "latchkey-signature", "latchkey-jose", "fastapi"],
      quick: [],
    },
    {
      name: "garbage",
      title: "`me`, tokens that are none",
      toRequests: async () => toGarbage().map(refusedMe),
      contenders: [...peers, "fastapi"],
      quick: ["latchkey"],
    },
    {
      name: "forged",
      title: "`me`, tokens with a wrong signature",
      toRequests: async () => (await mint(1_000)).map((token) => refusedMe(toForged(token))),
      contenders: [...peers, "fastapi"],
      quick: [],
    },
    {
      name: "mixed",
      title: "95 % `me`, 4 % without a token, 1 % `login`",
      async toRequests() {
        const [token] = await mint(1);
        return Array.from({ length: 100 }, (_, i) => (i === 51 ? login() : i % 25 === 0 ? refusedMe() : me(token)));
      },
      contenders: peers,
      quick: ["latchkey"],
    },
    ...[1, 4, 16, 64, 256].map((size) => ({
      name: `document-${size}`,
      title: `${size}`,
      family: "document",
      toRequests: one((token) => wideOf(size, token)),
      contenders: ["latchkey", "mercurius", "apollo"],
      quick: [],
    })),
    ...[1, 8, 64, 512].map((connections) => ({
      name: `connections-${connections}`,
      title: `${connections}`,
      family: "connections",
      connections,
      toRequests: one(me),
      contenders: ["latchkey", "mercurius", "apollo"],
      quick: [],
    })),
  ];
}

/** Workloads of which only the rate is shown, side by side. */
export const families = {
  document: "A document that grows: fields selected",
  connections: "`me` over so many connections",
};

/** The requests of a workload in the way that a contender is asked. */
export const toRequestsOf = (contender, requests) => (contender.isRest ? requests.map(toRest) : requests);

/** Words, three parts of noise, a header that is no JSON, one of an algorithm that is none. */
function toGarbage() {
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
function toForged(token) {
  const signed = token.slice(0, token.lastIndexOf("."));
  return `${signed}.${randomBytes(256).toString("base64url")}`;
}
