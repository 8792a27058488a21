import type { GraphQLError } from "graphql";
import type { Path } from "./path.js";

/** The errors of one execution. Whatever has become null has no more to say, nor has anything below it. */
export class CollectedErrors {
  readonly errors: GraphQLError[] = [];
  #positions: Set<Path | undefined> | undefined;

  /** `path` is undefined for the answer as a whole. */
  add(error: GraphQLError, path: Path | undefined): void {
    this.#positions ??= new Set();
    for (let at = path; at !== undefined; at = at.prev) if (this.#positions.has(at)) return;
    if (this.#positions.has(undefined)) return;
    this.#positions.add(path);
    this.errors.push(error);
  }
}
