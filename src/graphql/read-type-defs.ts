import { readdirSync, readFileSync } from "node:fs";
import { type DocumentNode, Kind, parse, Source, visit } from "graphql";

/** The contract, one file per topic. */
const folder = new URL("../../schema/", import.meta.url);

/**
 * The SDL in `schema/`, in the order of the file names.
 *
 * @throws GraphQLError naming file and line when it does not parse.
 */
export function readTypeDefs(): DocumentNode[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".graphql"));
  return files.sort().map((file) => parse(new Source(readFileSync(new URL(file, folder), "utf8"), `schema/${file}`)));
}

/** The same SDL without one root field, as if it had never been written. */
export function withoutField(typeDefs: readonly DocumentNode[], typeName: string, fieldName: string): DocumentNode[] {
  return typeDefs.map((document) =>
    visit(document, {
      [Kind.OBJECT_TYPE_DEFINITION]: (type) => (type.name.value === typeName ? undefined : false),
      [Kind.FIELD_DEFINITION]: (field) => (field.name.value === fieldName ? null : undefined),
    }),
  );
}
