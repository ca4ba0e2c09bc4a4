package io.weir.router.accounting.ledger;

import java.io.Serial;
import java.sql.SQLException;

/** A ledger that another version wrote: not to be retried. */
public final class LedgerVersionException extends SQLException {
    @Serial
    private static final long serialVersionUID = 1;

    LedgerVersionException(final String message) {
        super(message);
    }
}
