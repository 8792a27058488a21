/** SDL of so many object types, each with five fields, one of them guarded, that refer to each other. */
export function toManyTypes(count) {
  const types = Array.from(
    { length: count },
    (_, i) =>
      `type T${i} { id: ID! name: String secret: String @auth(roles: "member") count(above: Int): Int next: T${(i + 1) % count} }`,
  );
  const roots = Array.from({ length: Math.ceil(count / 20) }, (_, i) => `t${i}: T${i * 20} @auth`);
  return count === 0 ? "" : `${types.join("\n")}\nextend type Query { ${roots.join(" ")} }`;
}
