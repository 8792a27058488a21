import type { Identity } from "../oidc/identity.js";

/** The context of a resolver under `@auth`: the guard has let the caller in, so somebody is there. */
export type SignedInContext<Context> = Context & { readonly identity: Identity };
