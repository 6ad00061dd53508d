-- What wrk sends, and one line of what came back.
--   wrk ... -s load.lua URL                                GET
--   wrk ... -s load.lua URL -- AUTHORIZATION PREFIX COUNT [STEP]
--                                                          POST for COUNT users: PREFIX1, PREFIX<1 + STEP>, ...

local requests, position = {}, 0

function init(arguments)
    local authorization, prefix, count = arguments[1], arguments[2], tonumber(arguments[3])
    local step = tonumber(arguments[4] or 1)
    if authorization == nil then
        requests[1] = wrk.format("GET")
        return
    end
    local headers = { ["Authorization"] = authorization, ["Content-Type"] = "application/json" }
    for number = 1, count do
        local body = string.format('{"user":{"username":"%s%d","realm":"PRIMARY"},"properties":[]}', prefix, 1 + (number - 1) * step)
        requests[number] = wrk.format("POST", nil, headers, body)
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d\n",
        summary.requests, summary.duration,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)
    ))
end
