-- wrk: sends the requests of a file, separated by NUL, in turn from an offset on, and reports as one line of JSON.
local requests, at = {}, 0
local sender

function setup(thread)
  sender = thread
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for one in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = one end
  file:close()
  at = tonumber(args[2])
  -- Global: `done` runs in a Lua of its own, and asks for it.
  connections = tonumber(args[3])
end

function request()
  at = at % #requests + 1
  return requests[at]
end

-- How long answers took, in milliseconds. For one that was late, wrk counts those that could have been asked for meanwhile
-- as well. Node accepts one connection each time that it looks for work, and so the last of many waits, once, for a time in
-- which the others are answered often: counted like that, it is all that the p99 shows. So what was added is taken away.
local function readPercentiles(latency, summary)
  -- Those that took too long are no latencies.
  local answered = summary.requests - summary.errors.timeout
  local expected = math.floor(summary.duration / math.floor(summary.requests / sender:get("connections")))
  local added, slowest, p50, p99 = {}, 0, nil, nil
  for i = #latency, 1, -1 do
    local value, count = latency(i)
    count = count - (added[value] or 0)
    if value >= 2 * expected then
      for other = value - expected, expected + 1, -expected do added[other] = (added[other] or 0) + count end
    end
    slowest = slowest + count
    p99 = p99 or slowest >= answered * 0.01 and value / 1e3
    p50 = p50 or slowest >= answered * 0.5 and value / 1e3
  end
  assert(slowest == answered, "this wrk counts latencies in another way")
  return p50 or 0, p99 or 0
end

function done(summary, latency)
  local errors = summary.errors
  local p50, p99 = readPercentiles(latency, summary)
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"refused":%d,"lost":%d}\n',
    summary.requests, summary.duration / 1e6, p50, p99,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
