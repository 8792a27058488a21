// Apollo Server as its documentation starts it, without any authorization. Its defaults, and once more without
// the cache-control plugin, which costs lists dearly.
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { alice, itemResolvers, login, toItemTypeDefs, toSessionTypeDefs } from "./api.js";

const server = new ApolloServer({
  typeDefs: [toSessionTypeDefs(), toItemTypeDefs()],
  resolvers: { Query: { me: () => alice, ...itemResolvers }, Mutation: { login } },
  plugins: process.env.BENCH_CACHE_CONTROL === "off" ? [ApolloServerPluginCacheControlDisabled()] : [],
});
await startStandaloneServer(server, { listen: { port: Number(process.env.PORT), host: "127.0.0.1" } });
