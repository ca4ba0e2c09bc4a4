package io.weir.router;

import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.accounting.ledger.LedgerStatus;
import io.weir.router.admin.Activity;
import io.weir.router.admin.AdminApi;
import io.weir.router.admin.AdminHttp;
import io.weir.router.admin.AdminServer;
import io.weir.router.admin.EventPage;
import io.weir.router.admin.EventSink;
import io.weir.router.admin.PeerStatus;
import io.weir.router.admin.PolicyReport;
import io.weir.router.admin.PolicyStatus;
import io.weir.router.admin.Resource;
import io.weir.router.admin.RouterStatus;
import io.weir.router.admin.UsageReport;
import io.weir.router.cli.RunningRouter;
import io.weir.router.config.Endpoint;
import io.weir.router.config.RouterConfig;
import io.weir.router.control.PolicyKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToLongFunction;

/** A router with its admin endpoint, on a socket and maybe over HTTP: what {@code weir router} runs. */
public final class RouterService implements RunningRouter {
    private final Router router;
    private final AdminServer admin;
    private final AdminHttp http;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private RouterService(final Router router, final AdminServer admin, final AdminHttp http) {
        this.router = router;
        this.admin = admin;
        this.http = http;
    }

    /**
     * Starts both, or leaves nothing behind.
     *
     * @throws IOException with one line for the operator
     */
    public static RouterService start(final RouterConfig config, final EventSink log) throws IOException {
        final Router router = Router.launch(config, log);
        AdminHttp http = null;
        try {
            final Api api = new Api(router, config);
            http = config.adminHttp() == null ? null : AdminHttp.start(address(config.adminHttp()), api);
            return new RouterService(router, AdminServer.start(config.adminSocket(), api), http);
        } catch (final IOException | RuntimeException thrown) {
            if (http != null) {
                http.close();
            }
            router.close();
            throw thrown;
        }
    }

    @Override
    public void awaitShutdown() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void reload() {
        router.reload("SIGHUP");
    }

    @Override
    public void close() throws IOException {
        try {
            if (http != null) {
                http.close();
            }
            admin.close();
        } finally {
            router.close();
            stopped.countDown();
        }
    }

    private static InetSocketAddress address(final Endpoint endpoint) throws IOException {
        return new InetSocketAddress(
            InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES).putInt(endpoint.address()).array()),
            endpoint.port());
    }

    /** What became of a change: why it was refused, if it was. */
    private record Changed(long generation, String refusal) {
    }

    /** Answers of the router; on the threads of the admin endpoint. */
    private record Api(Router router, RouterConfig config, long startedMs) implements AdminApi {
        Api(final Router router, final RouterConfig config) {
            this(router, config, System.currentTimeMillis());
        }

        @Override
        public RouterStatus status() throws IOException {
            final List<PeerStatus> peers = router.inspect(control -> control.peers());
            return RouterStatus.of(config, router.inspect(control -> control.railState()), startedMs, peers,
                router.inspect(control -> control.tenants()), router.rnicCounters(), PolicyStatus.of(policy()));
        }

        @Override
        public PolicyReport policy() throws IOException {
            return router.inspect(control -> control.policies().report());
        }

        @Override
        public long setLimits(final String tenant, final Map<String, String> changes) throws IOException {
            return change(keeper -> keeper.set(tenant, changes));
        }

        @Override
        public long clearLimits(final String tenant) throws IOException {
            return change(keeper -> keeper.clear(tenant));
        }

        private long change(final ToLongFunction<PolicyKeeper> change) throws IOException {
            final Changed changed = router.inspect(control -> {
                try {
                    return new Changed(change.applyAsLong(control.policies()), null);
                } catch (final IllegalArgumentException refused) {
                    return new Changed(0, refused.getMessage());
                }
            });
            if (changed.refusal != null) {
                throw new IOException(changed.refusal);
            }
            return changed.generation;
        }

        @Override
        public List<Resource> resources() throws IOException {
            return router.inspect(control -> control.resources());
        }

        @Override
        public Activity activity() throws IOException {
            final long nowNs = System.nanoTime();
            return new Activity(nowNs, status(), UsageReport.of(usage()),
                router.inspect(control -> control.activities()), router.inspect(control -> control.rails()),
                router.threads(), router.events().counts(), router.ledger());
        }

        @Override
        public EventPage events(final long after) {
            return router.events().after(after);
        }

        @Override
        public LedgerStatus ledger(final boolean closeInterval) {
            return closeInterval ? router.closeInterval() : router.ledger();
        }

        @Override
        public UsageSnapshot usage() throws IOException {
            return UsageSnapshot.read(config.countersFile());
        }
    }
}
