-- A window is a hash: its buckets by number, 's' their sum, 'h' the lowest bucket that may still be there.
-- Buckets h .. h + SPAN is all there can be, because nothing is added before the horizon has moved up.
local SPAN = 60
local call = redis.call

local function clock(given)
    if given ~= '' then
        return tonumber(given)
    end
    local time = call('TIME') -- Redis time: hosts disagree by seconds
    return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Takes what has left out of the sum; answers sum, current bucket, its content, and that of one more bucket if asked.
local function roll(key, bucket, other)
    local found = call('HMGET', key, 's', 'h', bucket, other or bucket)
    local sum, horizon, content = tonumber(found[1]), tonumber(found[2]), tonumber(found[3]) or 0
    if not horizon then
        return 0, bucket, 0
    end
    if bucket < horizon then -- the clock went back
        return sum, horizon, tonumber(call('HGET', key, horizon)) or 0, tonumber(found[4])
    end
    local low = bucket - SPAN
    if horizon + SPAN < low then
        call('DEL', key)
        return 0, bucket, 0
    end
    if horizon < low then
        local gone = {}
        for number = horizon, low - 1 do
            gone[#gone + 1] = number
        end
        for _, amount in ipairs(call('HMGET', key, unpack(gone))) do
            sum = sum - (tonumber(amount) or 0)
        end
        call('HDEL', key, unpack(gone))
        call('HSET', key, 's', sum, 'h', low)
    end
    return sum, bucket, content, other and other >= low and tonumber(found[4])
end

-- Adds to the current bucket, with what roll answered.
local function add(key, sum, bucket, content, amount, width)
    if content > 0 then
        call('HSET', key, 's', sum + amount, bucket, content + amount)
    else
        call('HSET', key, 's', sum + amount, bucket, amount)
        call('HSETNX', key, 'h', bucket)
        call('PEXPIRE', key, (SPAN + 5) * width)
    end
end
