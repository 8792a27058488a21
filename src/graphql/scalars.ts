import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from "graphql";

/** A `Date` in and out of code, RFC 3339 in UTC on the wire. */
export const dateTime = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  serialize: (value) => {
    if (value instanceof Date && Number.isFinite(value.getTime())) return value.toISOString();
    throw new GraphQLError("DateTime can only represent a valid date");
  },
  parseValue: toDate,
  parseLiteral: (node) => toDate(node.kind === Kind.STRING ? node.value : undefined),
});

/** Any JSON value, as it is. */
export const json = new GraphQLScalarType({
  name: "JSON",
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: valueFromASTUntyped,
});

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

function toDate(value: unknown): Date {
  const date = typeof value === "string" && rfc3339.test(value) ? new Date(value) : null;
  if (date === null || Number.isNaN(date.getTime()))
    throw new GraphQLError("DateTime must be an RFC 3339 date and time");
  return date;
}
