package io.meridian.base;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The span over which a budget is counted. Its start is its name everywhere, so that a reset is simply the next
 * period and no job has to race with traffic. Immutable.
 */
public record BudgetPeriod(Instant start, Optional<Instant> end) {
    /** Of a budget that never resets. */
    public static final BudgetPeriod ENDLESS = new BudgetPeriod(Instant.EPOCH, Optional.empty());

    private static final int DAYS_OF_A_MONTH = 30;
    private static final long SECONDS_OF_A_DAY = 86_400;

    /**
     * The period that contains {@code now}. Days, weeks and months begin where the calendar's do; a number of days
     * that is none of these counts from the day the budget was set; hours and less are counted from midnight.
     */
    public static BudgetPeriod at(WireDuration duration, Instant anchor, Instant now, ZoneId zone) {
        int amount = duration.amount();
        LocalDate today = now.atZone(zone).toLocalDate();
        LocalDate firstDay = anchor.atZone(zone).toLocalDate();
        return switch (duration.unit()) {
            case MONTHS -> months(amount, firstDay, today, zone);
            case WEEKS -> amount == 1 ? week(today, zone) : days(7L * amount, firstDay, today, zone);
            case DAYS ->
                switch (amount) {
                    case 7 -> week(today, zone);
                    case DAYS_OF_A_MONTH -> months(1, firstDay, today, zone);
                    default -> days(amount, firstDay, today, zone);
                };
            default -> clock(duration, now, zone);
        };
    }

    /**
     * What is left of the period after spend was reset in it: a period of its own, so that calls which began before the
     * reset are booked where they began, and none of them races with it.
     */
    public BudgetPeriod resetAt(@Nullable Instant reset) {
        return reset == null || !reset.isAfter(start) ? this : new BudgetPeriod(reset, end);
    }

    /**
     * The moment a reset takes effect: a start that no period had before, in whole seconds as counters are named by.
     *
     * @param last when spend was reset before
     */
    public static Instant nextReset(Instant now, @Nullable Instant last) {
        Instant next = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        return last == null || last.isBefore(next) ? next : last.plusSeconds(1);
    }

    private static BudgetPeriod week(LocalDate today, ZoneId zone) {
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return between(monday, monday.plusWeeks(1), zone);
    }

    private static BudgetPeriod months(int amount, LocalDate firstDay, LocalDate today, ZoneId zone) {
        LocalDate anchor = firstDay.withDayOfMonth(1);
        long passed = Math.floorDiv(ChronoUnit.MONTHS.between(anchor, today.withDayOfMonth(1)), amount);
        LocalDate start = anchor.plusMonths(passed * amount);
        return between(start, start.plusMonths(amount), zone);
    }

    private static BudgetPeriod days(long amount, LocalDate firstDay, LocalDate today, ZoneId zone) {
        long passed = Math.floorDiv(ChronoUnit.DAYS.between(firstDay, today), amount);
        LocalDate start = firstDay.plusDays(passed * amount);
        return between(start, start.plusDays(amount), zone);
    }

    private static BudgetPeriod clock(WireDuration duration, Instant now, ZoneId zone) {
        long length =
                duration.unit().getDuration().multipliedBy(duration.amount()).toSeconds();
        return length <= SECONDS_OF_A_DAY ? withinDay(length, now, zone) : overDays(length, now, zone);
    }

    /** Counted from midnight in real time: an hour that the clock shows twice is two hours. */
    private static BudgetPeriod withinDay(long length, Instant now, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant midnight = today.atStartOfDay(zone).toInstant();
        Instant tomorrow = today.plusDays(1).atStartOfDay(zone).toInstant();
        if (length == SECONDS_OF_A_DAY) {
            return new BudgetPeriod(midnight, Optional.of(tomorrow));
        }
        long passed = ChronoUnit.SECONDS.between(midnight, now) / length;
        Instant start = midnight.plusSeconds(passed * length);
        Instant end = start.plusSeconds(length);
        return new BudgetPeriod(start, Optional.of(end.isBefore(tomorrow) ? end : tomorrow));
    }

    private static BudgetPeriod overDays(long length, Instant now, ZoneId zone) {
        long local = now.atZone(zone).toLocalDateTime().toEpochSecond(ZoneOffset.UTC);
        LocalDateTime start = LocalDateTime.ofEpochSecond(Math.floorDiv(local, length) * length, 0, ZoneOffset.UTC);
        return new BudgetPeriod(
                start.atZone(zone).toInstant(),
                Optional.of(start.plusSeconds(length).atZone(zone).toInstant()));
    }

    private static BudgetPeriod between(LocalDate start, LocalDate end, ZoneId zone) {
        return new BudgetPeriod(
                start.atStartOfDay(zone).toInstant(),
                Optional.of(end.atStartOfDay(zone).toInstant()));
    }
}
