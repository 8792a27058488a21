import { makeExecutableSchema } from "@graphql-tools/schema";
import {
  type GraphQLOutputType,
  GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type ResponsePath,
  responsePathAsArray,
} from "graphql";
import { Random } from "./random.js";

const typeDefs = /* GraphQL */ `
  scalar Odd
  enum Color { RED GREEN }
  input In { k: String = "k" n: [Int] }
  interface Named { name: String! friend: Named }
  union Any = Person | Place
  type Query { person: Person! place: Place people: [Person!]! places: [[Place]] named: Named any: [Any] text(x: Int = 3, y: In): String odd: Odd }
  type Person implements Named { name: String! friend: Named age: Int! color: Color tags: [String!]! home: Place! any: Any read: String readAge: Int! readTags: [String] readHome: Place score(x: Int! = 2): Float }
  type Place implements Named { name: String! friend: Named owner: Person owners: [Person!] size: Float! odd: Odd checked: Checked read: Boolean readOwner: Person! }
  type Checked { id: ID! self: Checked! place: Place }
`;

/** What resolvers see of an execution: where calls are noted, and what makes them behave as they do. */
export interface RandomContext {
  readonly seed: string;
  readonly calls: string[];
}

/** A schema whose resolvers return, promise, throw and reject what the seed and the path say, right or wrong. */
export function createRandomSchema(trouble: number): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: {
      Odd: new GraphQLScalarType({
        name: "Odd",
        serialize(value) {
          if (value === "refused") throw new TypeError("not odd enough");
          return value === "nothing" ? undefined : value;
        },
      }),
    },
  });

  function misbehave(random: Random, at: string): unknown {
    const kind = random.below(10);
    if (kind === 0) throw new Error(`thrown at ${at}`);
    if (kind === 1) return new Error(`returned at ${at}`);
    if (kind === 2) return Promise.reject(new Error(`rejected at ${at}`));
    if (kind === 3) return Promise.reject(`no error at ${at}`);
    if (kind === 4) return undefined;
    if (kind === 5) return { wrong: true };
    if (kind === 6) return "wrong";
    if (kind === 7) return new Set([null, "x"]);
    return null;
  }

  function toValue(type: GraphQLOutputType, random: Random, at: string): unknown {
    if (random.once(trouble)) return misbehave(random, at);
    const value = toGoodValue(type, random, at);
    if (random.once(4)) return later(value, random.below(4));
    // biome-ignore lint/suspicious/noThenProperty: graphql-js waits for whatever has one
    return random.once(40) ? { then: (done: (given: unknown) => void) => done(value) } : value;
  }

  function toGoodValue(type: GraphQLOutputType, random: Random, at: string): unknown {
    if (isNonNullType(type)) return toGoodValue(type.ofType, random, at);
    if (isListType(type)) {
      const items = Array.from({ length: random.below(4) }, (_, i) => toValue(type.ofType, random, `${at}.${i}`));
      return random.once(6) ? new Set(items) : random.once(6) ? generate(items) : items;
    }
    if (isAbstractType(type)) {
      const name = random.pick(["Person", "Place", ...(random.once(trouble) ? ["Nothing", "Query", "Color"] : [])]);
      return { __typename: name, ...toProperties(random, at) };
    }
    if (isObjectType(type)) return toProperties(random, at);
    if (isEnumType(type)) return random.pick(["RED", "GREEN"]);
    const scalars: Record<string, readonly unknown[]> = {
      String: ["text", 'ä\n"', 1, true, ""],
      Int: [0, -1, 2_147_483_647, "5", true],
      Float: [0.5, 1e21, -0, "1.5"],
      Boolean: [true, false, 0],
      ID: ["id", 7, 2 ** 40],
      Odd: [{ a: [1, null] }, [], "refused", "nothing", 0, null],
    };
    return random.pick(scalars[type.name] ?? ["?"]);
  }

  /** For the fields that nobody resolves. */
  function toProperties(random: Random, at: string): object {
    return {
      read: random.pick<unknown>(["text", true, null, undefined, new Error(`property at ${at}`)]),
      get readAge() {
        if (random.once(trouble)) throw new Error(`getter at ${at}`);
        return 1;
      },
      readTags: random.pick<unknown>([["a", null], "no list", null, [Promise.resolve("late")], [new Error("item")]]),
      readHome: (args: object, _context: unknown, info: { fieldName: string }) => ({
        name: `${info.fieldName} ${Object.keys(args).length}`,
        size: 1,
      }),
      readOwner: random.pick<unknown>([{ name: "owner", age: 1, read: "x", readAge: 2 }, null, Promise.resolve(null)]),
      checked: { is: random.below(3) },
    };
  }

  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      if (/^(read|checked)/.test(field.name)) continue;
      field.resolve = (_source, args, context: RandomContext, info) => {
        const at = toText(info.path);
        const { fieldName, fieldNodes, parentType, returnType, variableValues, operation, rootValue } = info;
        context.calls.push(
          JSON.stringify([
            at,
            args,
            fieldName,
            fieldNodes.length,
            `${parentType}`,
            `${returnType}`,
            variableValues,
            operation.name?.value,
            rootValue,
          ]),
        );
        return toValue(field.type, new Random(`${context.seed} ${at}`), at);
      };
    }
  }
  const checked = schema.getType("Checked");
  if (isObjectType(checked)) {
    checked.isTypeOf = (value: unknown) => {
      const kind = typeof value === "object" && value !== null && "is" in value ? value.is : 1;
      return kind === 0 ? false : kind === 1 ? Promise.resolve(true) : true;
    };
  }
  const any = schema.getType("Any");
  if (isAbstractType(any)) {
    any.resolveType = (value: { __typename?: string }, { seed }: RandomContext, info) => {
      const random = new Random(`${seed} type ${toText(info.path)}`);
      if (random.once(trouble)) throw new Error("no type");
      return random.once(3) ? Promise.resolve(value.__typename) : value.__typename;
    };
  }
  return schema;
}

function toText(path: ResponsePath): string {
  return responsePathAsArray(path).join(".");
}

async function later(value: unknown, turns: number): Promise<unknown> {
  for (let i = 0; i < turns; i += 1) await null;
  return value;
}

function* generate(items: readonly unknown[]) {
  yield* items;
}
