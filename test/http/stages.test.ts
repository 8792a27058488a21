import { AsyncLocalStorage } from "node:async_hooks";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { stages } from "#latchkey/http/stages.js";
import { type Api, startApi } from "../support/start-api.js";
import { until } from "../support/until.js";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

it("requests that come together get each its own answer, whatever becomes of the others", async () => {
  const token = api.provider.mint();
  const kinds: [string, string, string, number][] = [
    ["good", '{"query":"{me{id}}"}', token, 200],
    ["a bad token", '{"query":"{me{id}}"}', "x.y.z", 401],
    ["a new token", '{"query":"{me{username}}"}', api.provider.mint(), 200],
    ["no JSON", "{", token, 400],
    ["no document", '{"query":"{"}', token, 200],
  ];
  const ask = async ([kind, body, bearer]: (typeof kinds)[number]) => {
    const headers = {
      "content-type": "application/json",
      accept: "application/json",
      authorization: `Bearer ${bearer}`,
    };
    return [kind, (await api.send("/graphql", { method: "POST", body, headers })).status];
  };
  for (let round = 0; round < 4; round += 1) {
    const asked = Array.from({ length: 12 }, () => kinds).flat();
    const answered = await Promise.all(asked.map(ask));
    expect(answered).toEqual(asked.map(([kind, , , status]) => [kind, status]));
  }
});

it("work is done in the asynchronous context of its own request", async () => {
  const store = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  for (const name of ["one", "two", "three"]) store.run(name, () => stages.answer(() => seen.push(store.getStore())));
  await until(() => seen.length === 3);
  expect(seen).toEqual(["one", "two", "three"]);
});
