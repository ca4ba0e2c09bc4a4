package io.weir.router.accounting;

import io.weir.policy.RateLimiter.Reason;
import java.util.List;

/** Reasons for which a tenant is held back, as they stand in files: codes never change. */
final class ReasonCode {
    /** Those that there are, by their code. */
    static final List<Reason> ALL = List.of(Reason.BYTES, Reason.OPERATIONS, Reason.RAIL, Reason.WINDOW);
    /** How many there are. */
    static final int COUNT = 4;

    private ReasonCode() {
    }

    static int of(final Reason reason) {
        return switch (reason) {
            case BYTES -> 0;
            case OPERATIONS -> 1;
            case RAIL -> 2;
            case WINDOW -> 3;
            case NONE -> throw new IllegalArgumentException("nothing holds back");
        };
    }

    /** Whether it is a limit of the tenant's own, and not that others want something, too. */
    static boolean isLimit(final Reason reason) {
        return reason == Reason.BYTES || reason == Reason.OPERATIONS;
    }
}
