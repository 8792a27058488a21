import { boundedFetch } from "../../oidc/provider/bounded-fetch.js";
import { explainUnreachable } from "./explain-unreachable.js";
import { type Finding, failed, ok } from "./finding.js";

/** A JSON document of the provider, and the headers that it came with. */
export interface Fetched {
  readonly url: string;
  readonly document: Record<string, unknown>;
  readonly headers: Headers;
}

/**
 * Fetches as the server does: 5 s, 512 KB, no redirect.
 *
 * @param mendMissing what to do when nothing is there (404), by what the answer holds.
 */
export async function fetchDocument(
  url: string,
  mendMissing: (document: unknown) => Promise<string> | string,
): Promise<Finding<Fetched>> {
  let response: Response;
  try {
    response = await boundedFetch(url, { headers: { accept: "application/json" } });
  } catch (error) {
    return explainUnreachable(url, error);
  }
  const { status, headers } = response;
  const document: unknown = await response.json().catch(() => undefined);
  if (status === 404) return failed(`${url} is not there (404)`, await mendMissing(document));
  if (status >= 300 && status < 400) {
    const target = headers.get("location")?.slice(0, 256) ?? "nowhere";
    return failed(`${url} redirects to ${target}`, "No redirect is followed: set the address that it leads to");
  }
  if (status !== 200) return failed(`${url} answers with status ${status}`, "See the log of the provider");
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    const what = headers.get("content-type")?.includes("html") ? "a web page, not JSON" : "not a JSON object";
    return failed(`${url} is ${what}`, "Something else answers there, a proxy or an application: correct the address");
  }
  return ok(`${url} answers`, { url, document: { ...document }, headers });
}
