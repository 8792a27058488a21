import type { Identity } from "../oidc/identity.js";
import type { Answer } from "./answer.js";
import { readIdentity } from "./read-identity.js";
import { send } from "./send.js";
import { createStore, type Store } from "./store.js";
import { readTokenSet, type TokenSet } from "./token-set.js";

export interface SignedIn {
  readonly identity: Identity;
  /** By the clock of this browser, in milliseconds. */
  readonly expiresAt: number;
  readonly tokenSet: TokenSet;
}

/** Who is signed in; the tokens are in memory, here and nowhere else. */
export interface Session {
  readonly signedIn: Store<SignedIn | null>;
  /** Why nobody is signed in any more, in words. */
  readonly ended: Store<string | null>;
  /** @returns null, or why not, in words. Throws Unreachable. */
  login(username: string, password: string): Promise<string | null>;
  /** Takes up a token set that somebody got by an operation of their own. */
  adopt(tokenSet: TokenSet): Promise<string | null>;
  /** Gets a new token set, once for all who ask at the same time; false when there is none to be had now. */
  refresh(): Promise<boolean>;
  logout(): Promise<void>;
  /** Ends the session when that is what an answer to its token set means. */
  heed(answer: Answer, asked: TokenSet | undefined): void;
  headers(): Record<string, string>;
}

const tokenSetFields = "{ accessToken refreshToken expiresIn }";
const loginDocument = `mutation Login($username: String!, $password: String!) { login(username: $username, password: $password) ${tokenSetFields} }`;
const refreshDocument = `mutation Refresh($refreshToken: String!) { refresh(refreshToken: $refreshToken) ${tokenSetFields} }`;
const logoutDocument = "mutation Logout($refreshToken: String!) { logout(refreshToken: $refreshToken) }";
const meDocument = "{ me { id username roles scopes expiresAt claims } }";

/** Answers after which this access token will not be accepted again, and no refresh would help. */
const endings = new Set(["TOKEN_REJECTED", "TOKEN_SIGNATURE_INVALID", "TOKEN_MALFORMED"]);

/** Milliseconds before the expiry at which a new token set is fetched: a fifth of the lifetime, 30 s at most. */
function toMargin({ expiresIn }: TokenSet): number {
  return Math.min(30_000, expiresIn * 200);
}

const toReason = ({ body }: Answer) => body.errors?.[0]?.message ?? "The server gave no reason.";
const toBearer = (tokenSet: TokenSet) => ({ authorization: `Bearer ${tokenSet.accessToken}` });

export function createSession(): Session {
  const signedIn = createStore<SignedIn | null>(null);
  const ended = createStore<string | null>(null);
  let refreshing: Promise<boolean> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function leave(): void {
    clearTimeout(timer);
    signedIn.set(null);
  }

  function end(reason: string): void {
    leave();
    ended.set(reason);
  }

  function heed(answer: Answer, asked: TokenSet | undefined): void {
    const code = answer.body.errors?.[0]?.extensions?.code;
    if (code === undefined || !endings.has(code) || asked !== signedIn.get()?.tokenSet) return;
    end(`${toReason(answer)}. Log in again.`);
  }

  async function adopt(tokenSet: TokenSet): Promise<string | null> {
    const received = Date.now();
    const before = signedIn.get();
    const answer = await send({ query: meDocument }, toBearer(tokenSet));
    // Somebody logged out, or in as somebody else, in the meantime.
    if (signedIn.get() !== before) return null;
    heed(answer, tokenSet);
    const me = answer.body.data?.me;
    if (me === undefined || me === null) return toReason(answer);
    const expiresAt = received + tokenSet.expiresIn * 1000;
    ended.set(null);
    signedIn.set({ identity: readIdentity(me), expiresAt, tokenSet });
    wakeAt(expiresAt - toMargin(tokenSet));
    return null;
  }

  function wakeAt(time: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), Math.max(1_000, time - Date.now()));
  }

  /** Tries until there is a new token set, or the old one has expired for good. */
  async function renew(): Promise<void> {
    const renewed = await refresh().catch(() => false);
    const current = signedIn.get();
    if (renewed || current === null) return;
    if (Date.now() < current.expiresAt) wakeAt(Date.now() + 1_000);
    else end("Your session has expired. Log in again.");
  }

  async function renewOnce(): Promise<boolean> {
    const before = signedIn.get();
    const refreshToken = before?.tokenSet.refreshToken ?? null;
    if (refreshToken === null) return false;
    const answer = await send({ query: refreshDocument, variables: { refreshToken } });
    // Somebody logged out, or in as somebody else, in the meantime.
    if (signedIn.get() !== before) return false;
    const tokenSet = readTokenSet(answer.body.data);
    if (before !== null && tokenSet !== undefined) {
      // Before anything else can fail: the old refresh token is used up.
      signedIn.set({ ...before, tokenSet, expiresAt: Date.now() + tokenSet.expiresIn * 1000 });
      return (await adopt(tokenSet)) === null;
    }
    if (answer.body.errors?.[0]?.extensions?.code === "INVALID_GRANT") {
      end(`Your session is over: ${toReason(answer)}. Log in again.`);
    }
    return false;
  }

  function refresh(): Promise<boolean> {
    refreshing ??= renewOnce().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    signedIn,
    ended,
    adopt,
    refresh,
    heed,
    async login(username, password) {
      const answer = await send({ query: loginDocument, variables: { username, password } });
      const tokenSet = readTokenSet(answer.body.data);
      return tokenSet === undefined ? toReason(answer) : adopt(tokenSet);
    },
    async logout() {
      const current = signedIn.get();
      leave();
      ended.set(null);
      const refreshToken = current?.tokenSet.refreshToken ?? null;
      if (current === null || refreshToken === null) return;
      await send({ query: logoutDocument, variables: { refreshToken } }, toBearer(current.tokenSet));
    },
    headers() {
      const current = signedIn.get();
      return current === null ? {} : toBearer(current.tokenSet);
    },
  };
}
