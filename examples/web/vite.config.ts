import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The API on the same origin as the page: no CORS, and the page's policy can forbid every other host. */
const proxy = { "/graphql": process.env.API_URL ?? "http://localhost:8000" };

export default defineConfig({
  plugins: [react()],
  server: { proxy, strictPort: true },
  preview: {
    proxy,
    strictPort: true,
    headers: {
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  },
});
