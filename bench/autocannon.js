// Where there is no wrk: the same report by autocannon, a JavaScript load generator and so a slower one.
import { readFileSync } from "node:fs";
import autocannon from "autocannon";

const [origin, file, offset, connections, duration] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(file, "utf8"));
let at = Number(offset);

const result = await autocannon({
  url: origin,
  connections: Number(connections),
  duration: Number(duration),
  requests: [
    {
      setupRequest(request) {
        const { method, path, headers, body } = requests[at];
        at = (at + 1) % requests.length;
        return { ...request, method, path, headers, body };
      },
    },
  ],
});
console.log(
  JSON.stringify({
    requests: result["2xx"] + result.non2xx,
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result["4xx"] + result["5xx"],
    lost: result.errors,
  }),
);
