/** Gives the product's server the verifier beside this file for its own. */
export function resolve(specifier, context, nextResolve) {
  if (specifier.endsWith("/start-verifier.js") && context.parentURL?.endsWith("/dist/server.js")) {
    return nextResolve(new URL("signature-alone-verifier.js", import.meta.url).href, context);
  }
  return nextResolve(specifier, context);
}
