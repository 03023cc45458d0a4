package io.meridian.admin.office;

import io.meridian.admin.audit.AuditTrail;
import io.meridian.auth.Authenticator;
import io.meridian.auth.KeyCache;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.GatewayException;
import io.meridian.directory.Directory;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What every desk of administration works with: the database, what of it this instance has cached, where changes are
 * written down, what things have spent, and the time in the zone in which budgets begin anew. Immutable.
 */
public record Office(
        Database database, Authenticator.Known known, AuditTrail audit, Spending spending, Clock clock, ZoneId zone) {
    public KeyCache keys() {
        return known.keys();
    }

    public Directory directory() {
        return known.directory();
    }

    /** PostgreSQL keeps microseconds and the wire milliseconds; a finer moment would not compare equal later. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The period that runs now for what was made then. */
    public BudgetPeriod period(SpendCap cap, Stamps stamps) {
        return cap.period(stamps.createdAt(), clock.instant(), zone);
    }

    /** Routes of administration are there without a database too, and say what is missing. */
    public static <T> T required(Optional<T> desk) {
        return desk.orElseThrow(() -> new GatewayException.NoDatabase(
                500, "DB not connected. Management routes need a database: set DATABASE_URL.", null));
    }
}
