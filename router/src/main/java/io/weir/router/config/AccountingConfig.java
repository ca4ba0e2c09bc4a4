package io.weir.router.config;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What is kept of what tenants used.
 *
 * @param intervalMs length of an interval
 * @param ledger     the ledger's file; null for {@code ledger.db} in the run directory
 * @param keepMs     how long intervals are kept, by the time that routers run; their sums are kept for ever
 */
public record AccountingConfig(long intervalMs, Path ledger, long keepMs) {
    /** What an operator who says nothing gets. */
    public static final AccountingConfig DEFAULT =
        new AccountingConfig(TimeUnit.SECONDS.toMillis(10), null, TimeUnit.DAYS.toMillis(400));

    private static final long LEAST_INTERVAL_MS = 100;
    private static final long LONGEST_INTERVAL_MS = TimeUnit.HOURS.toMillis(1);
    private static final long LEAST_KEEP_MS = TimeUnit.HOURS.toMillis(1);
    private static final long LONGEST_KEEP_MS = TimeUnit.DAYS.toMillis(100 * 365);

    static Long parseInterval(final String text) {
        return parse(text, LEAST_INTERVAL_MS, LONGEST_INTERVAL_MS, "100ms to 1h");
    }

    static Long parseKeep(final String text) {
        return parse(text, LEAST_KEEP_MS, LONGEST_KEEP_MS, "1h to 36500d");
    }

    /** Of a text like {@code 10s}: with ms, s, min, h or d. */
    public static long parseDuration(final String text) {
        return parse(text, 0, LONGEST_KEEP_MS, "0s to 36500d");
    }

    private static long parse(final String text, final long least, final long longest, final String range) {
        final String unit = text.replaceFirst("^[0-9]{1,10}", "");
        final String number = text.substring(0, text.length() - unit.length());
        final long factor = switch (unit) {
            case "ms" -> 1;
            case "s" -> TimeUnit.SECONDS.toMillis(1);
            case "min" -> TimeUnit.MINUTES.toMillis(1);
            case "h" -> TimeUnit.HOURS.toMillis(1);
            case "d" -> TimeUnit.DAYS.toMillis(1);
            default -> 0;
        };
        if (number.isEmpty() || factor == 0) {
            throw new IllegalArgumentException("'" + text + "' is no length of time: write a number and ms, s, min, h "
                + "or d, like 10s");
        }
        final long ms = Long.parseLong(number) * factor;
        if (ms < least || ms > longest) {
            throw new IllegalArgumentException("'" + text + "' is not within " + range);
        }
        return ms;
    }
}
