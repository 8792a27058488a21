/**
 * SDL of `@auth` and `@public`; add it to your own type definitions.
 *
 * Both are declared on every location of the type system, so that one that stands where it cannot be enforced is
 * refused at start by its schema coordinate, together with all other faults. Enforced are `OBJECT`, `INTERFACE`,
 * `FIELD_DEFINITION`, `ARGUMENT_DEFINITION` and `INPUT_FIELD_DEFINITION` for `@auth`, `FIELD_DEFINITION` for `@public`.
 */
export const authTypeDefs = /* GraphQL */ `
"""
Who may use this: a signed-in user, with everything the arguments ask for. Every rule that applies must hold: several
arguments, a repeated directive, a type and its field, an interface and its implementations.

Enforced on an object or interface type (each of its fields, and each field that returns it), on a field, and on an
argument or input field (when the caller supplies it). On any other location the server does not start.
"""
directive @auth(
  "Roles of the access token: any of the outer list, all of an inner list. Client roles are written \`client-id:role\`."
  roles: [[String!]!]
  "Scopes of the access token: any of the outer list, all of an inner list."
  scopes: [[String!]!]
  "Named functions of the server, which may look at the data: any of the outer list, all of an inner list."
  policies: [[String!]!]
  "The authentication context class (\`acr\`) the user signed in with: any of the list."
  acr: [String!]
  "The longest time since the user signed in (\`auth_time\`), in seconds."
  maxAge: Int
  "What a denial does."
  onDeny: OnDeny! = REFUSE
) repeatable on SCHEMA | SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION

"Everybody may use this field, signed in or not. A field of a root type without it needs \`@auth\`, or the server does not start."
directive @public on SCHEMA | SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION

"What a denial does to the rest of the operation."
enum OnDeny {
  "The whole operation is refused, and no part of it runs."
  REFUSE
  "The field is null, with an error that names it, and the other fields are delivered."
  NULL
}
`;
