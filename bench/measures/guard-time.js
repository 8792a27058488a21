// What guarding a schema of so many types takes, in a process that has done nothing before. Prints JSON.
import { authTypeDefs } from "../../dist/graphql/auth-type-defs.js";
import { guardSchema } from "../../dist/graphql/guard-schema.js";
import { toManyTypes } from "../many-types.js";
import { productRequire } from "../product-require.js";

const { makeExecutableSchema } = productRequire("@graphql-tools/schema");

const typeDefs = [authTypeDefs, "type Query { open: Int @public }", toManyTypes(Number(process.argv[2]))];
const schema = makeExecutableSchema({ typeDefs });
const start = performance.now();
guardSchema(schema);
console.log(JSON.stringify({ milliseconds: performance.now() - start }));
