-- KEYS: sets of leases; ARGV: now or '', lease (ms), then the id of the hold for every key.
local now, lease = clock(ARGV[1]), tonumber(ARGV[2])
for i, key in ipairs(KEYS) do
    call('ZADD', key, 'XX', now + lease, ARGV[i + 2]) -- never one that was given back meanwhile
    call('PEXPIRE', key, lease * 2)
end
return 1
