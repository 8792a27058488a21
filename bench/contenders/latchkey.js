// The product with its production settings, and the bench's fields.
import { readFile } from "node:fs/promises";
import { pino } from "pino";
import { readSettings } from "../../dist/config.js";
import { readEnvironment } from "../../dist/read-environment.js";
import { run } from "../../dist/run.js";
import { itemResolvers, toItemTypeDefs } from "./api.js";

// More types, for how the start grows with the schema; items without a guard, for what the guard costs.
const { BENCH_TYPE_DEFS, BENCH_ITEMS } = process.env;
const guards = { signedIn: "@auth", member: '@auth(roles: "member")', profile: '@auth(scopes: "profile")' };
const typeDefs = toItemTypeDefs({ open: "@public", ...(BENCH_ITEMS !== "open" && guards) });
const more = BENCH_TYPE_DEFS === undefined ? "" : await readFile(BENCH_TYPE_DEFS, "utf8");

const settings = readSettings(readEnvironment(process.env));
const stop = await run(settings, pino({ level: settings.logLevel }), {
  typeDefs: typeDefs + more,
  resolvers: { Query: itemResolvers },
});
process.once("SIGTERM", () => stop().then(() => process.exit(0)));
