import { register } from "node:module";

// TypeScript 7 has no JavaScript API, which typedoc needs: it gets the last version that has one.
register(
  `data:text/javascript,${encodeURIComponent(
    'export const resolve = (name, context, next) => next(name === "typescript" ? "typescript-6" : name, context);',
  )}`,
  import.meta.url,
);
