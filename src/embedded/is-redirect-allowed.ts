/**
 * Whether a redirect URI is registered: the same text, or below a registered one that ends in `*` and of its origin.
 * oidc-provider alone knows the first.
 */
export function isRedirectAllowed(redirectUri: string, registered: readonly string[]): boolean {
  return registered.some((pattern) => {
    if (pattern === redirectUri) return true;
    if (!pattern.endsWith("*") || !URL.canParse(redirectUri)) return false;
    const { href, origin } = new URL(redirectUri);
    return origin === new URL(pattern).origin && href.startsWith(pattern.slice(0, -1));
  });
}
