import { type GraphQLSchema, getNamedType, isInputObjectType } from "graphql";

/** For each input type the guarded input fields that a value of it may hold, at any depth; none are left out. */
export function readInputTypes(
  schema: GraphQLSchema,
  guarded: ReadonlyMap<string, unknown>,
): Map<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const types = Object.values(schema.getTypeMap()).filter(isInputObjectType);
  for (const type of types) {
    const coordinates = Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
    found.set(type.name, new Set(coordinates.filter((coordinate) => guarded.has(coordinate))));
  }
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const type of types) {
      const reached = found.get(type.name) ?? new Set();
      const before = reached.size;
      for (const field of Object.values(type.getFields())) {
        for (const coordinate of found.get(getNamedType(field.type).name) ?? []) reached.add(coordinate);
      }
      isGrowing ||= reached.size > before;
    }
  }
  return new Map([...found].flatMap(([name, reached]) => (reached.size > 0 ? [[name, [...reached]]] : [])));
}
