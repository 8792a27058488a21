import { GraphQLError, GraphQLScalarType, Kind } from "graphql";
import type { SchemaExtension } from "#latchkey/graphql/schema-extension.js";

interface Person {
  readonly name: string;
}

const alice: Person = { name: "alice" };
const several = (args: { first?: number | null; page?: { limit?: number | null } }) =>
  Array.from({ length: args.first ?? args.page?.limit ?? 2 }, () => alice);

/** A scalar that says in its errors what it was given, as many do. */
const email = new GraphQLScalarType({
  name: "Email",
  parseValue(value) {
    throw new GraphQLError(`${value} is no address`, { extensions: { code: "NO_ADDRESS" } });
  },
  parseLiteral(nodes) {
    throw new GraphQLError(`${nodes.kind === Kind.STRING ? nodes.value : nodes.kind} is no address`, { nodes });
  },
});

/** A schema in which documents can be deep, long and costly. */
export const people: SchemaExtension = {
  typeDefs: `
    scalar Email
    enum Colour { RED GREEN }
    input Page { limit: Int  after: String  colour: Colour }
    type Connection { edges: [Edge!]!  total: Int! }
    type Edge { node: Person! }
    type Person {
      name: String!
      friend: Person!
      friends(first: Int, page: Page): [Person!]!
      crowd(first: Int = 500): [Person!]!
      connection(first: Int): Connection!
    }
    extend type Query {
      person: Person! @public
      people(first: Int, page: Page): [Person!]! @public
      send(to: Email, colour: Colour, page: Page, count: Int): String @public
      search(pages: [Page!], counts: [Int!]): String @public
    }`,
  resolvers: {
    Email: email,
    Query: { person: () => alice, people: (_parent, args) => several(args), send: () => "sent", search: () => "found" },
    Person: {
      friend: () => alice,
      friends: (_parent, args) => several(args),
      crowd: () => [alice],
      connection: (_parent, args) => ({ edges: several(args).map((node) => ({ node })), total: 0 }),
    },
  },
};
