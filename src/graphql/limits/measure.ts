/** What a selection, or an operation, amounts to with its fragments expanded. */
export interface Measure {
  /** Levels of fields. */
  readonly depth: number;
  /** Levels of fields below `__schema` and `__type`, which `depth` leaves out. */
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of this selection itself. */
  readonly fields: number;
  /** Fields to be answered. */
  readonly cost: number;
  /** Of each item of the lists in this selection whose length is for the field above to say: part of no `cost` yet. */
  readonly costOfItem: number;
  /** The greatest page size asked for; infinite when one is negative. */
  readonly pageSize: number;
}

export const nothing: Measure = {
  depth: 0,
  introspectionDepth: 0,
  aliases: 0,
  directives: 0,
  fields: 0,
  cost: 0,
  costOfItem: 0,
  pageSize: 0,
};

/** Sums and products end here: two of them still make a number that is exact enough to be too much. */
export function saturate(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}

/** Two selections side by side. */
export function add(one: Measure, other: Measure): Measure {
  return {
    depth: Math.max(one.depth, other.depth),
    introspectionDepth: Math.max(one.introspectionDepth, other.introspectionDepth),
    aliases: saturate(one.aliases + other.aliases),
    directives: saturate(one.directives + other.directives),
    fields: saturate(one.fields + other.fields),
    cost: saturate(one.cost + other.cost),
    costOfItem: saturate(one.costOfItem + other.costOfItem),
    pageSize: Math.max(one.pageSize, other.pageSize),
  };
}
