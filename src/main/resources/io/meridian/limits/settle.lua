-- KEYS: the record of the hold, then one counter per limit.
-- ARGV: now or '', bucket width, id of the hold, time to keep the record (ms), bucket of the hold or '' if that and
--       what was charged is what the record says; then for every limit: kind, charged, actual;
--       then 'again' if it may have been executed already.
-- Executed twice it changes nothing the second time.
local now, width, id = clock(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local current = math.floor(now / width)
local recorded = ARGV[5] == ''
local record = call('GET', KEYS[1])
-- a hold keeps its record as long as any call, and 'done' a moment: what was in doubt and finds none was executed
if record == 'done' or not record and ARGV[#ARGV] == 'again' then
    return 0
end
-- also if there was none: the acquire may still be on its way, and must find this
call('SET', KEYS[1], 'done', 'PX', ARGV[4])
if recorded and not record then
    for i = 2, #KEYS do
        if ARGV[6 + (i - 2) * 3] == 'p' then
            call('ZREM', KEYS[i], id)
        end
    end
    return 0
end
local reserved = {}
if recorded then
    for number in string.gmatch(record, '%S+') do
        reserved[#reserved + 1] = tonumber(number)
    end
end
local held = recorded and reserved[1] or tonumber(ARGV[5])

local function correct(key, delta)
    local sum, bucket, content, there = roll(key, current, held)
    if there then
        delta = math.max(delta, -there)
        call('HSET', key, held, there + delta, 's', sum + delta)
    elseif delta > 0 then -- its bucket has left: what is owed is owed now, what is due is forgotten
        add(key, sum, bucket, content, delta, width)
    end
end

for i = 1, #KEYS - 1 do
    local key, at = KEYS[i + 1], 6 + (i - 1) * 3
    local kind, charged, actual = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    if recorded then
        charged = reserved[i + 1]
    end
    if kind == 'p' then
        call('ZREM', key, id)
    elseif kind == 'r' then
        if actual ~= charged then
            correct(key, actual - charged)
        end
    elseif call('EXISTS', key) == 1 then
        -- without a record Redis lost its data after the acquire, and the new counter never saw the reservation
        call('INCRBY', key, string.format('%.0f', record and actual - charged or actual))
    end
end
return 1
