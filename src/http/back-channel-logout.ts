import type { FastifyInstance, FastifyReply } from "fastify";
import { RateLimiterMemory } from "rate-limiter-flexible";

export const backChannelLogoutPath = "/oidc/backchannel-logout";

export interface BackChannelLogoutOptions {
  /** Judges a logout token, and ends the session that a good one names. */
  readonly receive: (logoutToken: string) => Promise<"ended" | "refused" | "unavailable">;
}

/** Bytes of a form. A logout token has 8,192 characters at most. */
const bodyLimit = 16 * 1024;
/** Refused requests from one address in a minute. Good ones do not count: a provider may end any number of sessions. */
const refusals = { points: 600, duration: 60 };

/**
 * The back-channel logout endpoint (OpenID Connect Back-Channel Logout 1.0, sections 2.5 and 2.8): 200 when the logout
 * token was good, whether or not anybody was logged in; 400 when not; 503 when that cannot be known now.
 */
export async function backChannelLogout(app: FastifyInstance, { receive }: BackChannelLogoutOptions): Promise<void> {
  const limiter = new RateLimiterMemory(refusals);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string", bodyLimit }, (_, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  app.setErrorHandler<{ readonly statusCode?: number }>((error, _request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode < 400 || statusCode > 499) throw error;
    return refuse(reply, statusCode, "The request must be a form with one logout_token");
  });

  app.post(backChannelLogoutPath, async ({ ip, body }, reply) => {
    const known = await limiter.get(ip);
    if (known !== null && known.consumedPoints >= refusals.points) {
      reply.header("retry-after", Math.max(1, Math.ceil(known.msBeforeNext / 1000)));
      return refuse(reply, 429, "Too many requests were refused");
    }
    const [logoutToken, second] = body instanceof URLSearchParams ? body.getAll("logout_token") : [];
    const outcome = logoutToken === undefined || second !== undefined ? "refused" : await receive(logoutToken);
    if (outcome === "ended") return reply.send();
    if (outcome === "unavailable") return refuse(reply.header("retry-after", "5"), 503, "Try again later");
    await limiter.penalty(ip);
    return refuse(reply, 400, "The logout token is missing, or was refused");
  });
}

/** The error of section 2.8, or of RFC 6749, section 4.1.2.1, when the fault is not the caller's. */
function refuse(reply: FastifyReply, status: number, description: string): FastifyReply {
  const error = status === 503 ? "temporarily_unavailable" : "invalid_request";
  return reply.code(status).send({ error, error_description: description });
}
