package io.weir.router.accounting;

import java.io.IOException;
import java.io.Serial;

/** A counters file that is not continued, and why: one line. */
public final class CountersException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    CountersException(final String message) {
        super(message);
    }
}
