import { describe, expect, it } from "@jest/globals";
import {
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  parse,
  subscribe,
  validate,
} from "graphql";
import type { AuthContext } from "#latchkey/graphql/context.js";
import { guardSchema } from "#latchkey/graphql/guard-schema.js";
import { createGate } from "#latchkey/graphql/plan/create-gate.js";
import { callerNames, callers } from "./support/callers.js";
import { paths, type Request } from "./support/paths.js";
import { placements, secret, toSubject } from "./support/placements.js";

async function run(schema: GraphQLSchema, request: Request, context: AuthContext): Promise<ExecutionResult> {
  const document = parse(request.query);
  expect(validate(schema, document)).toEqual([]);
  const args = {
    schema,
    document,
    contextValue: context,
    rootValue: {},
    variableValues: request.variables,
    operationName: request.operationName,
  };
  if (getOperationAST(document, request.operationName)?.operation !== "subscription") return execute(args);
  const stream = await subscribe(args);
  if (!("next" in stream)) return stream;
  const { value } = await stream.next();
  await stream.return(undefined);
  return value ?? {};
}

function refuse(schema: GraphQLSchema, request: Request, context: AuthContext) {
  const document = parse(request.query);
  const operation = getOperationAST(document, request.operationName);
  if (!operation) throw new Error(`No operation in ${request.query}`);
  return createGate(schema)({ document, operation, variables: request.variables ?? {}, context });
}

const cells = Object.entries(placements).flatMap(([placementName, placement]) => {
  const { schema, calls } = toSubject(placement);
  const guarded = guardSchema(schema);
  return Object.entries(paths).flatMap(([pathName, path]) => {
    const request = path(placement);
    return request ? [{ placementName, pathName, schema, guarded, calls, request }] : [];
  });
});
const name = "$placementName, by $pathName";

describe("without a guard", () => {
  it.each(cells.filter(({ request, pathName }) => !request.isFree && pathName !== "__typename only"))(
    `${name}, the value comes out`,
    async ({ schema, calls, request }) => {
      calls.count = 0;
      const result = await run(schema, request, { identity: null });
      expect(JSON.stringify(result)).toContain(secret);
      expect(calls.count).toBeGreaterThan(0);
    },
  );
});

const sums = { asked: 0, refused: 0, letThrough: 0 };

describe("the guarded schema alone", () => {
  it.each(cells)(name, async ({ guarded, calls, request }) => {
    for (const caller of callerNames) {
      const { code, context } = callers[caller];
      calls.count = 0;
      const result = await run(guarded, request, context());
      sums.asked += 1;
      if (code === null || request.isFree) {
        expect({ caller, errors: result.errors }).toEqual({ caller, errors: undefined });
        continue;
      }
      const isLetThrough = calls.count > 0 || JSON.stringify(result).includes(secret);
      sums[isLetThrough ? "letThrough" : "refused"] += 1;
      expect({ caller, isLetThrough }).toEqual({ caller, isLetThrough: false });
      expect({ caller, codes: [...new Set(result.errors?.map(({ extensions }) => extensions.code))] }).toEqual({
        caller,
        codes: [code],
      });
      expect(result.errors?.every(({ extensions, path }) => path !== undefined && !("http" in extensions))).toBe(true);
    }
  });
});

describe("the gate alone", () => {
  it.each(cells)(name, ({ schema, request }) => {
    for (const caller of callerNames) {
      const { code, context } = callers[caller];
      const errors = refuse(schema, request, context());
      const isCertain = code !== null && !request.isFree && !request.atRuntime;
      expect({ caller, codes: [...new Set(errors.map(({ extensions }) => extensions.code))] }).toEqual({
        caller,
        codes: isCertain ? [code] : [],
      });
    }
  });
});

it("the matrix is whole", () => {
  const [places, ways] = [Object.keys(placements).length, Object.keys(paths).length];
  process.stdout.write(
    `matrix: ${places} placements × ${ways} paths × ${callerNames.length} callers, ${sums.asked} of them possible: ` +
      `${sums.refused} refused, ${sums.letThrough} let through that must not be\n`,
  );
  expect(places * ways * callerNames.length).toBeGreaterThanOrEqual(12 * 20 * 6);
  expect(sums).toMatchObject({ asked: cells.length * callerNames.length, letThrough: 0 });
});
