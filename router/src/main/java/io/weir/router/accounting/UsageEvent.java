package io.weir.router.accounting;

import java.util.Locale;

/**
 * Something that happened to what tenants are billed by, or that somebody tried.
 *
 * @param kind   what
 * @param atMs   when, by the wall clock
 * @param tenant whose; null for nobody's
 * @param detail which, for people: one line
 */
public record UsageEvent(Kind kind, long atMs, String tenant, String detail) {
    /** What happened. */
    public enum Kind {
        /** A process of the tenant attached. */
        SESSION_ATTACHED,
        /** It is gone. */
        SESSION_DETACHED,
        /** Somebody wanted to attach as the tenant and was not let in. */
        ATTACH_REFUSED,
        /** A memory region was registered. */
        MR_REGISTERED,
        /** It is registered no more. */
        MR_DEREGISTERED,
        /** A queue pair was made. */
        QP_CREATED,
        /** It can receive: connected queue pairs have a peer. */
        QP_CONNECTED,
        /** It is gone. */
        QP_DESTROYED,
        /** What the tenant may changed. */
        LIMIT_CHANGED,
        /** The ledger closed an interval. */
        INTERVAL_CLOSED;

        private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** As it is written: {@code qp-created}. */
        public String text() {
            return text;
        }
    }
}
