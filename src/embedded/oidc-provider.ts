/**
 * The package `oidc-provider`, loaded once. On Node 20 it warns at import that only Node 22 is supported; everything
 * used here works on Node 20 and is tested there, so that one line, and no other, is kept from the console.
 */
export const oidcProvider = await withoutRuntimeWarning(() => import("oidc-provider"));

async function withoutRuntimeWarning<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = (...message: unknown[]) => {
    if (!String(message[0]).includes("oidc-provider WARNING: Unsupported runtime")) warn(...message);
  };
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
