package io.weir.policy;

/**
 * How many operations a work request counts for where operations are limited: an atomic is not a SEND. Each is 1 to
 * {@value #MAX}.
 *
 * @param send   SENDs, with immediate data or without
 * @param write  WRITEs, with immediate data or without
 * @param read   READs
 * @param atomic compare-and-swap, fetch-and-add
 */
public record OperationCosts(int send, int write, int read, int atomic) {
    /** The greatest cost. */
    public static final int MAX = 1024;
    /** Each counts for itself. */
    public static final OperationCosts EQUAL = new OperationCosts(1, 1, 1, 1);

    /** Checks the bounds. */
    public OperationCosts {
        if (Math.min(Math.min(send, write), Math.min(read, atomic)) < 1
            || Math.max(Math.max(send, write), Math.max(read, atomic)) > MAX) {
            throw new IllegalArgumentException("a cost is from 1 to " + MAX + ": send " + send + ", write " + write
                + ", read " + read + ", atomic " + atomic);
        }
    }
}
