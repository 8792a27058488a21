import type { Api } from "./start-api.js";

/** What a client gets back, as it came and as it reads. */
export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Data | null;
  /** `extensions.code` of the first error; undefined without one. */
  readonly code: string | undefined;
  readonly message: string | undefined;
}

export interface TokenSet {
  readonly tokenType: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
  readonly scope: string;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly roles: string[];
  readonly scopes: string[];
  readonly expiresAt: string;
  readonly claims: Record<string, unknown>;
}

const tokenSet = "{ tokenType accessToken refreshToken idToken expiresIn refreshExpiresIn scope }";

export function login(api: Api, username: string, password: string): Promise<Answer<{ login: TokenSet }>> {
  const document = `mutation ($username: String!, $password: String!) { login(username: $username, password: $password) ${tokenSet} }`;
  return ask(api, document, { username, password });
}

export function refresh(api: Api, refreshToken: string): Promise<Answer<{ refresh: TokenSet }>> {
  return ask(api, `mutation ($refreshToken: String!) { refresh(refreshToken: $refreshToken) ${tokenSet} }`, {
    refreshToken,
  });
}

export function logout(api: Api, refreshToken: string): Promise<Answer<{ logout: boolean }>> {
  return ask(api, "mutation ($refreshToken: String!) { logout(refreshToken: $refreshToken) }", { refreshToken });
}

export function me(api: Api, accessToken: string): Promise<Answer<{ me: User }>> {
  const document = "{ me { id username name email emailVerified roles scopes expiresAt claims } }";
  return ask(api, document, {}, { authorization: `Bearer ${accessToken}` });
}

async function ask<Data>(api: Api, query: string, variables: object, headers = {}): Promise<Answer<Data>> {
  const response = await fetch(`${api.origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const body: { data?: Data | null; errors?: { message: string; extensions?: { code?: string } }[] } = JSON.parse(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: body.data ?? null,
    code: body.errors?.[0]?.extensions?.code,
    message: body.errors?.[0]?.message,
  };
}
