import { isDeepStrictEqual } from "node:util";
import { alice, items, wide } from "./contenders/api.js";

const answers = {
  me: { me: alice },
  list: { items },
};

/** The answer's `data`, of REST too. */
const toData = (body, { path }) => (path === "/me" ? { me: body } : body.data);

/** A request and what to make of its answer. */
function toRequest(document, token, isRight) {
  return {
    method: "POST",
    path: "/graphql",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query: document }),
    isRight,
  };
}

const answered = (data) => (status, body, request) => status === 200 && isDeepStrictEqual(toData(body, request), data);
/** By status, or with errors and without data. */
const isRefusal = (status, { errors, data }) => status >= 400 || (errors?.length > 0 && !data?.me);

const meDocument = "query Me { me { id username name email } }";
const loginDocument = 'mutation Login { login(username: "alice", password: "wonderland") { accessToken expiresIn } }';

export const me = (token) => toRequest(meDocument, token, answered(answers.me));
export const refusedMe = (token) => ({ ...toRequest(meDocument, token, isRefusal), isRefused: true });
export const list = (token) => toRequest("query List { items { id a b c d } }", token, answered(answers.list));
export const login = () =>
  toRequest(loginDocument, undefined, (status, { data }) => status === 200 && data.login.accessToken.length > 500);

/** A document of so many fields. */
export function wideOf(size, token) {
  const fields = Object.entries(wide).slice(0, size);
  const document = `query Wide { wide { ${fields.map(([name]) => name).join(" ")} } }`;
  return toRequest(document, token, answered({ wide: Object.fromEntries(fields) }));
}

/** The same question of a REST API that has `me` alone. */
export const toRest = ({ headers: { authorization }, isRight, isRefused }) => ({
  method: "GET",
  path: "/me",
  headers: authorization === undefined ? {} : { authorization },
  isRight,
  isRefused,
});

/**
 * Sends one request.
 *
 * @throws Error when the answer is not the right one.
 */
export async function check(origin, request) {
  const { method, path, headers, body, isRight } = request;
  const response = await fetch(origin + path, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = {};
  }
  if (!isRight(response.status, json, request))
    throw new Error(`${origin}${path} answered ${response.status} ${text.slice(0, 300)} to ${body ?? "GET"}`);
}
