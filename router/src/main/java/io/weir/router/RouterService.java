package io.weir.router;

import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.admin.AdminApi;
import io.weir.router.admin.AdminServer;
import io.weir.router.admin.PeerStatus;
import io.weir.router.admin.Resource;
import io.weir.router.admin.RouterStatus;
import io.weir.router.cli.RunningRouter;
import io.weir.router.config.RouterConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A router with its admin socket: what {@code weir router} runs. */
public final class RouterService implements RunningRouter {
    private final Router router;
    private final AdminServer admin;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private RouterService(final Router router, final AdminServer admin) {
        this.router = router;
        this.admin = admin;
    }

    /**
     * Starts both, or leaves nothing behind.
     *
     * @param log takes a line an event
     * @throws IOException with one line for the operator
     */
    public static RouterService start(final RouterConfig config, final Consumer<String> log) throws IOException {
        final Router router = Router.launch(config, log);
        try {
            return new RouterService(router, AdminServer.start(config.adminSocket(), new Api(router, config)));
        } catch (final IOException | RuntimeException thrown) {
            router.close();
            throw thrown;
        }
    }

    @Override
    public void awaitShutdown() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() throws IOException {
        try {
            admin.close();
        } finally {
            router.close();
            stopped.countDown();
        }
    }

    /** Answers of the router; on the admin thread. */
    private record Api(Router router, RouterConfig config, long startedMs) implements AdminApi {
        Api(final Router router, final RouterConfig config) {
            this(router, config, System.currentTimeMillis());
        }

        @Override
        public RouterStatus status() throws IOException {
            final List<PeerStatus> peers = router.inspect(control -> control.peers());
            return RouterStatus.of(config, router.inspect(control -> control.railState()), startedMs, peers,
                router.inspect(control -> control.tenants()), router.rnicCounters());
        }

        @Override
        public List<Resource> resources() throws IOException {
            return router.inspect(control -> control.resources());
        }

        @Override
        public UsageSnapshot usage() throws IOException {
            return UsageSnapshot.read(config.countersFile());
        }
    }
}
