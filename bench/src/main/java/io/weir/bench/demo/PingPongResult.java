package io.weir.bench.demo;

import io.weir.bench.process.Line;

/** What two ends of a ping-pong say, as one result. */
final class PingPongResult {
    private PingPongResult() {
    }

    static TenantResult of(final Line ping, final Line pong, final long ledgerBytes) {
        final long bytes = ping.number("bytes") + pong.number("bytes");
        final boolean equal = ping.text("sentSha256").equals(pong.text("receivedSha256"))
            && pong.text("sentSha256").equals(ping.text("receivedSha256"));
        return new TenantResult(DemoTenant.INITECH.label(), bytes, ping.number("ns") / 1e9, 0,
            ping.number("operations") + pong.number("operations"), latency(ping), equal, ledgerBytes, bytes);
    }

    static TenantResult.LatencyNs latency(final Line line) {
        return new TenantResult.LatencyNs(line.number("p50"), line.number("p99"), line.number("p999"));
    }
}
