package io.weir.bench.demo;

/**
 * What a tenant did.
 *
 * @param bytes       payload its senders saw completed while it was timed
 * @param seconds     from the first post to the last completion
 * @param limit       bits a second it is allowed, or 0 for as fast as it goes
 * @param operations  work requests completed
 * @param latencyNs   of one operation
 * @param sha256Ok    what the receiver has is what the sender had
 * @param ledgerBytes what the sender's router charged, rehearsal and all
 * @param clientBytes what the sender's client library counted, rehearsal and all
 */
record TenantResult(String name, long bytes, double seconds, long limit, long operations, LatencyNs latencyNs,
                    boolean sha256Ok, long ledgerBytes, long clientBytes) {
    double bitsPerSecond() {
        return seconds > 0 ? bytes * 8 / seconds : 0;
    }

    /** Percentiles in nanoseconds. */
    record LatencyNs(long p50, long p99, long p999) {
    }
}
