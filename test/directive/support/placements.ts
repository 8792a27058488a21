import { makeExecutableSchema } from "@graphql-tools/schema";
import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from "graphql";
import { authTypeDefs } from "#latchkey/graphql/auth-type-defs.js";

export const secret = "SECRET";

const keeper = '@auth(roles: "keeper")';

interface Spots {
  readonly query?: string;
  readonly mutation?: string;
  readonly subscription?: string;
  readonly argument?: string;
  readonly inputField?: string;
  readonly object?: string;
  readonly objectField?: string;
  readonly interface?: string;
  readonly interfaceField?: string;
  readonly extension?: string;
}

/** Where `@auth` stands, and how the guarded value is asked for. */
export interface Placement {
  readonly spots: Spots;
  readonly operation: "query" | "mutation" | "subscription";
  /** The object type the guarded selection stands on. */
  readonly on: "Query" | "Mutation" | "Subscription" | "Vault";
  readonly select: string;
  /** Whether an object of the type is guarded as a whole. */
  readonly wholeType?: boolean;
  /** Whether the interface says so already, so that no runtime type is needed to tell. */
  readonly inherited?: "type" | "field";
  /** Whether the object is only to be had through a union. */
  readonly throughUnion?: boolean;
}

const onVault = { operation: "query", on: "Vault", select: "code" } as const;

export const placements: Record<string, Placement> = {
  "field of Query": { spots: { query: keeper }, operation: "query", on: "Query", select: "secret" },
  "field of Mutation": { spots: { mutation: keeper }, operation: "mutation", on: "Mutation", select: "secret" },
  "field of Subscription": {
    spots: { subscription: keeper },
    operation: "subscription",
    on: "Subscription",
    select: "secret",
  },
  "field of an object": { ...onVault, spots: { objectField: keeper } },
  object: { ...onVault, spots: { object: keeper }, wholeType: true },
  "object and field": {
    ...onVault,
    spots: { object: keeper, objectField: '@auth(scopes: "read")' },
    wholeType: true,
  },
  interface: { ...onVault, spots: { interface: keeper }, wholeType: true, inherited: "type" },
  "field of an interface": { ...onVault, spots: { interfaceField: keeper }, select: "note", inherited: "field" },
  "member of a union": { ...onVault, spots: { object: keeper }, wholeType: true, throughUnion: true },
  "field of an extension": { ...onVault, spots: { extension: keeper } },
  argument: { spots: { argument: keeper }, operation: "query", on: "Query", select: 'secret(key: "k")' },
  "input field": {
    spots: { inputField: keeper },
    operation: "query",
    on: "Query",
    select: 'secret(filter: {deep: "k"})',
  },
};

function toTypeDefs({ query, mutation, subscription, argument = "", inputField = "", ...spots }: Spots): string {
  const vault = spots.object || spots.interface ? "" : "@public";
  const node = spots.interface ? "" : "@public";
  const code = spots.extension ? "" : `code: String ${spots.objectField ?? ""}`;
  return `
    interface Root { secret(key: String, filter: Filter): String }
    union Roots = Query
    interface MutationRoot { secret: String }
    union MutationRoots = Mutation
    interface SubscriptionRoot { secret: String }
    union SubscriptionRoots = Subscription
    input Filter { deep: String ${inputField} other: String }
    type Query implements Root {
      open: String @public
      secret(key: String ${argument}, filter: Filter): String ${query ?? "@public"}
      vault: Vault ${vault}
      node(id: ID!): Node ${node}
      nodes: [Node] ${node}
      thing: Thing @public
      things: [Thing] @public
      computed: String @public
    }
    type Mutation implements MutationRoot { secret: String ${mutation ?? "@public"} act: Payload @public }
    type Subscription implements SubscriptionRoot { secret: String ${subscription ?? "@public"} }
    type Payload { query: Query vault: Vault }
    interface Node ${spots.interface ?? ""} { id: ID! note: String ${spots.interfaceField ?? ""} }
    type Vault implements Node ${spots.object ?? ""} { id: ID! note: String ${code} }
    ${spots.extension ? `extend type Vault { code: String ${spots.extension} }` : ""}
    type Leaf { label: String }
    union Thing = Leaf | Vault
  `;
}

/** A schema before it is guarded, and how often a resolver ran that a denied caller must not reach. */
export interface Subject {
  readonly schema: GraphQLSchema;
  readonly calls: { count: number };
}

export function toSubject({ spots, on, select, wholeType = false }: Placement): Subject {
  const calls = { count: 0 };
  const guarded = select.split("(")[0] ?? "";
  const count = <T>(value: T): T => {
    calls.count += 1;
    return value;
  };
  const vault = { __typename: "Vault", id: "v" };
  const leaf = { __typename: "Leaf", label: "leaf" };
  const returnsVault = () => (wholeType ? count(vault) : vault);
  const schema = makeExecutableSchema({
    typeDefs: [authTypeDefs, toTypeDefs(spots)],
    resolvers: {
      Query: {
        open: () => "open",
        secret: (_: unknown, { key, filter }: { key?: string; filter?: { deep?: string } }) => {
          const isPlain = select === "secret" ? on !== "Query" : key === undefined && filter?.deep === undefined;
          return isPlain ? "open" : count(secret);
        },
        vault: returnsVault,
        node: () => (spots.interface ? returnsVault() : vault),
        nodes: () => (spots.interface ? [returnsVault()] : [vault]),
        thing: () => vault,
        things: () => [leaf, vault],
        computed: ((_, args, context, info) => {
          const type = info.schema.getType(on);
          const field = isObjectType(type) ? type.getFields()[guarded] : undefined;
          return field?.resolve?.(vault, args, context, info);
        }) satisfies GraphQLFieldResolver<unknown, unknown>,
      },
      Mutation: { secret: () => count(on === "Mutation" ? secret : "open"), act: () => ({ query: {} }) },
      Payload: { query: () => ({}), vault: returnsVault },
      Subscription: {
        secret: {
          subscribe: async function* () {
            yield count({ secret });
          },
          resolve: ({ secret }: { secret: string }) => count(secret),
        },
      },
      Vault: {
        code: () => count(secret),
        note: () => (guarded === "note" ? count(secret) : "open"),
      },
    },
  });
  return { schema, calls };
}
