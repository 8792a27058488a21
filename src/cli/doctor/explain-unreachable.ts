import { toReason } from "../../oidc/to-reason.js";
import { type Failed, failed } from "./finding.js";

const container = "From a container, localhost is the container itself: OIDC_DISCOVERY_URL says where to go from here";

const explanations: readonly [codes: RegExp, says: (host: string) => string, mend: string][] = [
  [
    /^ECONNREFUSED$/,
    (host) => `nothing listens at ${host}`,
    `Start the provider, or correct host and port\n${container}`,
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, (host) => `${host} is not a name that is known here (DNS)`, "Correct the host name"],
  [
    /^(EPROTO|ERR_SSL_.*)$/,
    (host) => `${host} does not speak TLS as we do`,
    "Write http:// where it speaks no TLS, or correct the port",
  ],
  [
    /^(CERT_.*|ERR_TLS_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/,
    (host) => `the TLS certificate of ${host} is not trusted`,
    "NODE_EXTRA_CA_CERTS names the file of a certificate authority of your own; the certificate must have the host name",
  ],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_.*)$/,
    (host) => `${host} cuts the connection`,
    "Write https:// if it speaks TLS; see its log, and that of a proxy in between",
  ],
  [
    /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/,
    (host) => `no way leads to ${host}`,
    `Look for a firewall in between\n${container}`,
  ],
];

/** Why an address could not be asked, in plain words. */
export function explainUnreachable(url: string, error: unknown): Failed {
  const { host } = new URL(url);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const [, says, mend] = explanations.find(([codes]) => codes.test(code)) ?? [];
  if (says === undefined || mend === undefined)
    return failed(`${host}: ${toReason(error)}`, "See the log of the provider, and of a proxy in between");
  return failed(`${says(host)} (${code})`, mend);
}
