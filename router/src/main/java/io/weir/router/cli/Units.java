package io.weir.router.cli;

import io.weir.policy.Rate;
import java.util.Locale;

/** Numbers for people. */
final class Units {
    private Units() {
    }

    static String bitRate(final Long bitsPerSecond) {
        return bitsPerSecond == null ? null : Rate.ofBits(bitsPerSecond).toString();
    }

    static String operationRate(final Long operationsPerSecond) {
        return operationsPerSecond == null ? null : Rate.ofOperations(operationsPerSecond).toString();
    }

    static String seconds(final long nanos) {
        return String.format(Locale.ROOT, "%.3fs", nanos / 1e9);
    }

    static String hex(final Long number) {
        return number == null ? null : "0x" + Long.toHexString(number);
    }
}
