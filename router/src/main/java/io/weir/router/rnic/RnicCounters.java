package io.weir.router.rnic;

/**
 * A rail's own counts since it was opened; named as {@code /sys/class/infiniband/…/hw_counters} names them where it
 * has them.
 */
public interface RnicCounters {
    /** Calls back once per counter, in a fixed order. */
    void forEach(Visitor visitor);

    /** Takes one counter. */
    interface Visitor {
        /** Name in lower case with underscores, value. */
        void accept(String name, long value);
    }
}
