import type { Placement } from "./placements.js";

/** One operation that asks for the guarded value. */
export interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly method?: "GET" | "APQ";
  /** Whether only the runtime type, or a resolver, can tell that it is denied. */
  readonly atRuntime?: boolean;
  /** Whether nothing guarded is asked for after all, so that everybody is let through. */
  readonly isFree?: boolean;
}

type Path = (placement: Placement) => Request | null;

/** Places a selection on the type the placement guards. */
function wrap({ on, throughUnion }: Placement, selection: string): string {
  if (on !== "Vault") return selection;
  return throughUnion ? `thing { ... on Vault { ${selection} } }` : `vault { ${selection} }`;
}

function ask(placement: Placement, selection = placement.select, rest = "", variables = ""): Request {
  return {
    query: `${placement.operation} Asked${variables} { ${wrap(placement, selection)} } ${rest}`,
    operationName: "Asked",
    ...(placement.throughUnion && { atRuntime: true }),
  };
}

function isRoot({ on }: Placement): boolean {
  return on !== "Vault";
}

/** A subscription has one root field, and none that `@skip` or `@include` could take away (GraphQL, section 5.2.4). */
function unlessSubscription(path: Path): Path {
  return (placement) => (placement.operation === "subscription" ? null : path(placement));
}

/** The abstract types of a root type. */
const abstractOf = { Query: "Root", Mutation: "MutationRoot", Subscription: "SubscriptionRoot" } as const;

export const paths: Record<string, Path> = {
  plain: (placement) => ask(placement),
  alias: (placement) => ask(placement, `a: ${placement.select}`),
  "alias of a public field": (placement) => ask(placement, `open: ${placement.select}`),
  "alias constructor": (placement) => ask(placement, `constructor: ${placement.select}`),
  "named fragment": (placement) => ask(placement, "...F", `fragment F on ${placement.on} { ${placement.select} }`),
  "nested fragment": (placement) =>
    ask(
      placement,
      "...F",
      `fragment F on ${placement.on} { ...G } fragment G on ${placement.on} { ... { ${placement.select} } }`,
    ),
  "inline fragment with a condition": (placement) => ask(placement, `... on ${placement.on} { ${placement.select} }`),
  "inline fragment without": (placement) => ask(placement, `... { ${placement.select} }`),
  "@include by a variable": unlessSubscription((placement) => ({
    ...ask(placement, `... @include(if: $yes) { ${placement.select} }`, "", "($yes: Boolean!)"),
    variables: { yes: true },
  })),
  "@include by a default": unlessSubscription((placement) =>
    ask(placement, `... @include(if: $yes) { ${placement.select} }`, "", "($yes: Boolean = true)"),
  ),
  "@skip that does not": unlessSubscription((placement) => ({
    ...ask(placement, `... @skip(if: $no) { ${placement.select} }`, "", "($no: Boolean! = true)"),
    variables: { no: false },
  })),
  "left out": unlessSubscription((placement) => ({
    query: `${placement.operation} ($no: Boolean!) { __typename ... @include(if: $no) { ${wrap(placement, placement.select)} } }`,
    variables: { no: false },
    isFree: true,
  })),
  interface: (placement) => {
    const { on, select, operation, inherited } = placement;
    if (on !== "Vault") return { query: `${operation} { ... on ${abstractOf[on]} { ${select} } }` };
    const selection = inherited === "field" ? select : `... on Vault { ${select} }`;
    return { query: `{ node(id: "v") { ${selection} } }`, atRuntime: inherited === undefined };
  },
  union: (placement) => {
    const { on, select, operation } = placement;
    if (on !== "Vault")
      return {
        query: `${operation} { ... on ${on === "Query" ? "Roots" : `${on}Roots`} { ... on ${on} { ${select} } } }`,
      };
    return { query: `{ thing { __typename ... on Vault { ${select} } } }`, atRuntime: true };
  },
  "list of mixed types": (placement) =>
    isRoot(placement)
      ? null
      : { query: `{ things { ... on Leaf { label } ... on Vault { ${placement.select} } } }`, atRuntime: true },
  nodes: (placement) =>
    isRoot(placement)
      ? null
      : { query: `{ nodes { id ... on Vault { ${placement.select} } } }`, atRuntime: placement.inherited !== "type" },
  "__typename only": unlessSubscription((placement) =>
    isRoot(placement) || !placement.wholeType
      ? { query: `${placement.operation} { ${wrap(placement, "__typename")} }`, isFree: true }
      : ask(placement, "__typename"),
  ),
  "with introspection": (placement) =>
    placement.operation === "query"
      ? {
          query: `{ __schema { queryType { name } } ${wrap(placement, placement.select)} __type(name: "Leaf") { name } }`,
          atRuntime: placement.throughUnion ?? false,
        }
      : null,
  "second operation": (placement) => {
    const asked = ask(placement);
    return { ...asked, query: `query First { open } ${asked.query} query Last { open }` };
  },
  GET: (placement) => (placement.operation === "query" ? { ...ask(placement), method: "GET" } : null),
  "persisted by another": (placement) =>
    placement.operation === "query" ? { ...ask(placement), method: "APQ" } : null,
  payload: (placement) => {
    const { on, select, throughUnion } = placement;
    if (on === "Query") return { query: `mutation { act { query { ${select} } } }` };
    if (on !== "Vault" || throughUnion) return null;
    return { query: `mutation { act { vault { ${select} } } }` };
  },
  "computed from it": (placement) =>
    placement.select.includes("(") || placement.on === "Subscription"
      ? null
      : { query: "{ computed }", atRuntime: true },
  merged: unlessSubscription((placement) => {
    const { operation } = placement;
    const plain = isRoot(placement) ? "__typename" : "id";
    return {
      query: `${operation} { ${wrap(placement, plain)} ${wrap(placement, placement.select)} ${wrap(placement, plain)} }`,
      atRuntime: placement.throughUnion ?? false,
    };
  }),
};
