package io.weir.bench.rail.end;

/** What an end can be ordered to do. */
public final class Kind {
    /** Messages of a size, several under way: WRITEs where there are any. */
    public static final String THROUGHPUT = "throughput";
    /** A WRITE to its completion. */
    public static final String WRITE = "write";
    /** A SEND, or what comes next to it, and the peer's answer of the same size; both poll. */
    public static final String SEND = "send";
    /** As {@link #SEND}, but both sleep in the kernel. */
    public static final String BLOCKING = "blocking";

    private Kind() {
    }
}
