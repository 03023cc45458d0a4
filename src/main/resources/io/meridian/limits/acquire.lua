-- KEYS: the record of the hold, then one counter per limit.
-- ARGV: now or '', bucket width, lease, id of the hold, time to live of record and of a budget's counter (all ms);
--       then for every limit: kind (r window, p parallel, b budget, b<amount> budget with its seed), maximum, amount.
-- Answers {1, bucket, (in use, charged) per limit}, {0, limit, in use, wait in ms or -1, now} or {2, limit, ...} if
-- these budgets have no counter yet.
local now, width, lease, id = clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local current = math.floor(now / width)

-- When enough of the window has left for the amount to fit.
local function wait(key, bucket, excess)
    local low = bucket - SPAN
    local numbers = {}
    for number = low, bucket do
        numbers[#numbers + 1] = number
    end
    local freed = 0
    for index, amount in ipairs(call('HMGET', key, unpack(numbers))) do
        freed = freed + (tonumber(amount) or 0)
        if freed >= excess then
            return (low + index - 1 + SPAN + 1) * width - now
        end
    end
    return -1
end

local seen = {}
local missing = {2}
for i = 1, #KEYS - 1 do
    local key, at = KEYS[i + 1], 7 + (i - 1) * 3
    local kind, max, amount = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    if kind == 'r' then
        local sum, bucket, content = roll(key, current)
        local wanted = math.max(amount, 1) -- a window that is full admits nobody, however modest
        if sum + wanted > max then
            return {0, i - 1, sum, wanted > max and -1 or wait(key, bucket, sum + wanted - max), now}
        end
        seen[i] = {sum, bucket, content}
    elseif kind == 'p' then
        call('ZREMRANGEBYSCORE', key, '-inf', now)
        local running = call('ZCARD', key)
        if running + 1 > max then
            return {0, i - 1, running, -1, now}
        end
        seen[i] = {running}
    else
        local spent = call('GET', key)
        if not spent and #kind > 1 then
            spent = string.sub(kind, 2)
            call('SET', key, spent, 'PX', ARGV[6])
        end
        if not spent then
            missing[#missing + 1] = i - 1
        else
            spent = tonumber(spent)
            if spent >= max then
                return {0, i - 1, spent, -1, now}
            end
            seen[i] = {spent, math.min(amount, max - spent)}
        end
    end
end
if #missing > 1 then
    return missing
end

local record = {string.format('%.0f', current)}
for i = 1, #KEYS - 1 do
    local at = 7 + (i - 1) * 3
    local charged = ARGV[at] == 'r' and tonumber(ARGV[at + 2]) or seen[i][2] or 1
    record[i + 1] = string.format('%.0f', charged)
end
-- the caller may have given up and taken the hold back before this command was read
if not call('SET', KEYS[1], table.concat(record, ' '), 'PX', ARGV[5], 'NX') then
    return {3}
end

local answer = {1, current}
for i = 1, #KEYS - 1 do
    local key, kind, charged = KEYS[i + 1], string.sub(ARGV[7 + (i - 1) * 3], 1, 1), tonumber(record[i + 1])
    local before = seen[i]
    if kind == 'r' then
        if charged > 0 then
            add(key, before[1], before[2], before[3], charged, width)
        end
    elseif kind == 'p' then
        call('ZADD', key, now + lease, id)
        call('PEXPIRE', key, lease * 2)
    else
        call('INCRBY', key, record[i + 1])
        call('PEXPIRE', key, ARGV[6])
    end
    answer[#answer + 1] = before[1] + charged
    answer[#answer + 1] = charged
end
return answer
