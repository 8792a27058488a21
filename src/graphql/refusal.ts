/** Where a context keeps the refusal of a bad token, so that a copy of the context is refused as well. */
export const refusal: unique symbol = Symbol.for("latchkey.refusal");
