package io.meridian.limits;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls that run at this time, by the id of their hold, the one that expires first in front. */
final class LocalLeases implements LocalCounter {
    private final Map<String, Long> expiries = new LinkedHashMap<>();

    @Override
    public long inUse(long now) {
        for (Iterator<Long> oldest = expiries.values().iterator(); oldest.hasNext(); ) {
            if (oldest.next() > now) {
                break;
            }
            oldest.remove();
        }
        return expiries.size();
    }

    @Override
    public void charge(long now, String hold, long amount) {
        expiries.put(hold, now + LeaseRenewal.LEASE.toMillis());
    }

    /** All calls of this process that have not ended; those that expired before are not revived. */
    void renew(long now) {
        inUse(now);
        expiries.replaceAll((hold, expiry) -> now + LeaseRenewal.LEASE.toMillis());
    }

    @Override
    public void settle(long now, Hold hold, long charged, long actual) {
        expiries.remove(hold.id());
    }

    @Override
    public boolean isIdle(long now) {
        return inUse(now) == 0;
    }
}
