import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

export interface ExplorerOptions {
  /** What the page asks for first, as JSON. */
  readonly configuration: object;
}

const bundle = new URL("../explorer/", import.meta.url);

/**
 * Scripts, styles and answers from here alone, and nobody frames the page: whatever a schema's descriptions or an
 * answer may hold, no script of it runs and no token leaves for another host.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The explorer at `/`, and its parts, whose names change with their content, below `/explorer/assets/`. */
export async function explorer(app: FastifyInstance, { configuration }: ExplorerOptions): Promise<void> {
  const page = await readFile(new URL("index.html", bundle), "utf8");
  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL("assets/", bundle)),
    prefix: "/explorer/assets/",
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: "1y",
  });
  app.get("/", async (_request, reply) => {
    reply.headers({
      "content-security-policy": policy,
      "cross-origin-opener-policy": "same-origin",
    });
    return reply.type("text/html; charset=utf-8").send(page);
  });
  app.get("/explorer/configuration.json", async () => configuration);
}
