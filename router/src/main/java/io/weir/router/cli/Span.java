package io.weir.router.cli;

import io.weir.router.config.AccountingConfig;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Option;

/** From when to when: the options that the commands over the ledger share. */
final class Span {
    @Option(names = "--since", paramLabel = "WHEN",
        description = "What intervals booked that ended after then: 2026-01-31, 2026-01-31T12:00:00Z, or so long ago, "
            + "like 24h.")
    private String since;
    @Option(names = "--until", paramLabel = "WHEN", description = "And not after then.")
    private String until;

    boolean isGiven() {
        return since != null || until != null;
    }

    long sinceMs(final long nowMs) {
        return since == null ? Long.MIN_VALUE : parse("--since", since, nowMs);
    }

    long untilMs(final long nowMs) {
        return until == null ? Long.MAX_VALUE : parse("--until", until, nowMs);
    }

    private static long parse(final String option, final String text, final long nowMs) {
        try {
            if (text.matches("[0-9]+[a-z]+")) {
                return nowMs - AccountingConfig.parseDuration(text);
            }
            return text.length() == 10 ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
                : Instant.parse(text).toEpochMilli();
        } catch (final DateTimeParseException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + ": '" + text + "' is no time: write 2026-01-31 (UTC), "
                + "2026-01-31T12:00:00Z, or how long ago, like 24h", wrong);
        }
    }
}
