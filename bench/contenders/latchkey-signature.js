// The product, but of a token nothing is checked save its signature, by jose or as the product does, and none is remembered: what is left of
// the cost of a cold token when all other rules are gone.
import { register } from "node:module";

register("./signature-alone-hooks.js", import.meta.url);
await import("./latchkey.js");
if (!globalThis.signatureAlone) throw new Error("the product's verifier was not replaced");
