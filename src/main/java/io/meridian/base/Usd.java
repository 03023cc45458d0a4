package io.meridian.base;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An amount of US dollars in whole nano-dollars: the unit in which everything is booked. Immutable. */
public record Usd(long nanos) implements Comparable<Usd> {
    public static final Usd ZERO = new Usd(0);
    private static final int SCALE = 9;
    private static final long NANOS = 1_000_000_000;

    /** More than anything costs, and sums of several still fit into every counter: a billion dollars. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

    private static final BigDecimal LEAST = MOST.negate();

    /**
     * Rounds half up to a nano-dollar: the only rounding a price or a cost ever sees. What is beyond a billion dollars
     * counts as a billion: nobody owes that, it is what somebody asked for or allowed without counting.
     */
    public static Usd of(BigDecimal amount) {
        return new Usd(amount.min(MOST)
                .max(LEAST)
                .setScale(SCALE, RoundingMode.HALF_UP)
                .unscaledValue()
                .longValueExact());
    }

    public BigDecimal toDecimal() {
        return BigDecimal.valueOf(nanos, SCALE);
    }

    public Usd plus(Usd other) {
        return new Usd(Math.addExact(nanos, other.nanos));
    }

    public Usd minus(Usd other) {
        return new Usd(Math.subtractExact(nanos, other.nanos));
    }

    @Override
    public int compareTo(Usd other) {
        return Long.compare(nanos, other.nanos);
    }

    /** Plain decimal notation without trailing zeros, as headers and messages carry it. */
    @Override
    public String toString() {
        if (nanos == 0) {
            return "0.0";
        }
        long whole = nanos / NANOS;
        StringBuilder text = new StringBuilder(24);
        if (nanos < 0 && whole == 0) {
            text.append('-');
        }
        text.append(whole);
        long rest = Math.abs(nanos % NANOS);
        if (rest != 0) {
            int places = SCALE;
            while (rest % 10 == 0) {
                rest /= 10;
                places--;
            }
            String digits = Long.toString(rest);
            text.append('.').repeat('0', places - digits.length()).append(digits);
        }
        return text.toString();
    }
}
