package io.weir.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact rate: so many bits, or operations, per second.
 *
 * @param perSecond bits or operations per second, 1 to {@value #MAX_PER_SECOND}, {@link #UNLIMITED}, or 0 for none at
 *                  all, which is a guarantee of nothing
 * @param unit      what is counted
 */
public record Rate(long perSecond, Unit unit) {
    /** Value of {@link #perSecond} for a rate without a bound. */
    public static final long UNLIMITED = Long.MAX_VALUE;
    /** The greatest bound there is: 10^15 per second, which keeps all arithmetic on rates within 64 bits. */
    public static final long MAX_PER_SECOND = 1_000_000_000_000_000L;

    /** What a rate counts. */
    public enum Unit {
        /** Payload bits. */
        BITS("bit/s"),
        /** Work requests. */
        OPERATIONS("/s");

        private final String suffix;

        Unit(final String suffix) {
            this.suffix = suffix;
        }
    }

    /** Checks the bounds. */
    public Rate {
        if (perSecond < 0 || (perSecond > MAX_PER_SECOND && perSecond != UNLIMITED)) {
            throw new IllegalArgumentException(
                "a rate is from 0" + unit.suffix + " to " + MAX_PER_SECOND + unit.suffix + ": " + perSecond);
        }
    }

    /** So many bits per second. */
    public static Rate ofBits(final long bitsPerSecond) {
        return new Rate(bitsPerSecond, Unit.BITS);
    }

    /** So many operations per second. */
    public static Rate ofOperations(final long operationsPerSecond) {
        return new Rate(operationsPerSecond, Unit.OPERATIONS);
    }

    /** No bound. */
    public static Rate unlimited(final Unit unit) {
        return new Rate(UNLIMITED, unit);
    }

    /** None at all: a guarantee of nothing. No limit can be that. */
    public static Rate none(final Unit unit) {
        return new Rate(0, unit);
    }

    /**
     * Reads a byte rate: {@code 10Gbit}, {@code 10Gbit/s}, {@code 10Gbps} (10^10 bits per second), {@code 1GB/s},
     * {@code 1.5GiB/s}, {@code unlimited}.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static Rate parseBits(final String text) {
        return RateParser.parseBits(text);
    }

    /**
     * Reads an operation rate: {@code 2M/s}, {@code 500/s}, {@code 2Mops}, {@code unlimited}.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static Rate parseOperations(final String text) {
        return RateParser.parseOperations(text);
    }

    /** Whether there is no bound. */
    public boolean isUnlimited() {
        return perSecond == UNLIMITED;
    }

    /** Whether it is none at all. */
    public boolean isNone() {
        return perSecond == 0;
    }

    /** As {@link #parseBits} or {@link #parseOperations} reads it, with at most three decimals. */
    @Override
    public String toString() {
        if (isUnlimited()) {
            return "unlimited";
        }
        if (isNone()) {
            return "none";
        }
        int power = 0;
        while (power < 4 && perSecond >= pow1000(power + 1)) {
            power++;
        }
        final BigDecimal value = BigDecimal.valueOf(perSecond)
            .divide(BigDecimal.valueOf(pow1000(power)), 3, RoundingMode.HALF_UP)
            .stripTrailingZeros();
        return value.toPlainString() + new String[] {"", "k", "M", "G", "T"}[power] + unit.suffix;
    }

    private static long pow1000(final int power) {
        long result = 1;
        for (int i = 0; i < power; i++) {
            result *= 1000;
        }
        return result;
    }
}
