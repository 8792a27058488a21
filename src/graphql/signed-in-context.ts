import type { Identity } from "../oidc/identity.js";

/** The context of a resolver that `@auth` guards: it runs for signed-in users alone, so the identity is certain. */
export type SignedInContext<Context> = Context & { readonly identity: Identity };
