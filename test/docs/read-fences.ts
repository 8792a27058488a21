import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Fence {
  /** Where it is, such as `getting-started.md:12`. */
  readonly at: string;
  readonly page: string;
  /** All that follows the backticks, such as `ts run`. */
  readonly info: string;
  readonly text: string;
}

export const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
/** Pages by question; the reference below `api/` is generated. */
export const pages = readdirSync(docs).filter((file) => file.endsWith(".md"));

export function readPage(page: string): string {
  return readFileSync(join(docs, page), "utf8");
}

/** Every fenced block of the pages, in order. */
export function readFences(): Fence[] {
  return pages.flatMap((page) => {
    const source = readPage(page);
    return [...source.matchAll(/^ *```(\S.*)\n([\s\S]*?)^ *```$/gm)].map(({ index, 1: info = "", 2: text = "" }) => ({
      at: `${page}:${source.slice(0, index).split("\n").length}`,
      page,
      info,
      text,
    }));
  });
}
