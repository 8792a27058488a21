import type { DocumentLimits } from "./document-limits.js";
import type { Measure } from "./measure.js";

/** Levels below `__schema` and `__type`: the introspection that tools send has 14. */
const introspectionDepth = 20;

/** What of a measure is beyond the limits, in words; none when nothing is. */
export function toExcesses(measure: Measure, kind: "operation" | "fragment", limits: DocumentLimits): string[] {
  const { depth, aliases, directives, rootFields, cost, pageSize } = limits;
  const many = (most: number) => most.toLocaleString("en");
  return [
    measure.depth > depth && `Too deep: fields may be nested ${many(depth)} deep`,
    measure.introspectionDepth > introspectionDepth &&
      `Too deep: introspection may be nested ${introspectionDepth} deep`,
    measure.aliases > aliases && `Too many aliases: ${many(aliases)} at most, fragments expanded`,
    measure.directives > directives && `Too many directives: ${many(directives)} at most, fragments expanded`,
    kind === "operation" &&
      measure.fields > rootFields &&
      `Too many root fields: ${many(rootFields)} at most, fragments expanded`,
    measure.pageSize > pageSize && `Page too large or negative: 0 to ${many(pageSize)} items may be asked for`,
    measure.cost > cost &&
      `Too costly: ${many(cost)} fields at most may have to be answered, each as often as the lists around it are long`,
  ].filter((excess) => excess !== false);
}
