import type { DocumentNode } from "graphql";

/** The hash that codegen has given an operation. */
export function readHash(document: DocumentNode): string {
  const { __meta__: meta }: DocumentNode & { readonly __meta__?: { readonly hash?: string } } = document;
  if (meta?.hash === undefined) throw new Error("This operation was not made by codegen");
  return meta.hash;
}
