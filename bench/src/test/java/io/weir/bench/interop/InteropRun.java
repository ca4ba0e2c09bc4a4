package io.weir.bench.interop;

import io.weir.client.VirtualDevice;
import io.weir.router.RouterService;
import io.weir.router.admin.EventSink;
import io.weir.router.cli.StatusCommand;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RouterConfigLoader;
import io.weir.verbs.Mtu;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;

/**
 * A tenant on the soft RNIC against the kernel's rxe in a guest. Prints a line a check, {@code ok NAME} or
 * {@code failed NAME: why}, and {@code end} when there is none left.
 *
 * <p>Arguments: the project's directory, a directory for the router, {@code verbs_peer}. It runs in a network namespace
 * that it may change, as {@link InteropIT} starts it.
 */
final class InteropRun {
    /** Both directions run into the wrap within the first packets. */
    private static final int WRAPPING_PSN = 0xff_fffa;
    private static final int PSN = 0x12_3456;
    private static final int TROUBLED_ROUNDS = 4;
    private static final String TROUBLE = "netem loss 1% delay 5ms reorder 95% 25%";
    /** On the way out of the guest, and, behind an intermediate device, on the way in. */
    private static final String MAKE_TROUBLE = "tc qdisc add dev eth0 root " + TROUBLE
        + " && ip link add ifb0 type ifb && ip link set ifb0 up && tc qdisc add dev eth0 ingress"
        + " && tc filter add dev eth0 parent ffff: matchall action mirred egress redirect dev ifb0"
        + " && tc qdisc add dev ifb0 root " + TROUBLE;

    private static final String RXE_COUNTERS = "cd /sys/class/infiniband/rxe0/ports/1/hw_counters && grep . *";

    private final Path tenant;
    private final PingPongs pingPongs;

    private InteropRun(final Path tenant) {
        this.tenant = tenant;
        pingPongs = new PingPongs(tenant);
    }

    public static void main(final String[] args) throws IOException, ConfigException {
        try (TapGuest guest = TapGuest.boot(Path.of(args[0]), Path.of(args[2]))) {
            Runtime.getRuntime().addShutdownHook(new Thread(guest::close));
            final Path file = Files.writeString(Path.of(args[1], "weir.yaml"), """
                host: interop
                directory: run
                rail: {rnic: soft, address: %s}
                networks: [{name: fabric, external: %s}]
                tenants: [{name: acme, network: fabric}]
                """.formatted(TapGuest.HOST_ADDRESS, TapGuest.ADDRESS));
            final RouterConfig config = RouterConfigLoader.load(file);
            final RouterService router = RouterService.start(config, EventSink.ofText(System.err::println));
            try {
                new InteropRun(config.tenantDirectory("acme")).all();
                System.err.println("rxe: " + TapGuest.run(RXE_COUNTERS));
                new CommandLine(new StatusCommand()).setOut(new PrintWriter(System.err, true))
                    .execute("--config", file.toString(), "--json");
            } finally {
                router.close();
            }
        }
        System.out.println("end");
    }

    private void all() throws IOException {
        pingPong("rc", "-c", "-c");
        pingPong("uc", "-c", "");
        pingPong("ud", "-c -s 1024", "-s 1024");
        pingPong("srq", "", "");
        exchange("", Mtu.MTU_1024, WRAPPING_PSN);
        pair("SEND and WRITE with immediate data, receiver not ready", Mtu.MTU_1024, PSN, false, Exchanges::sends);
        pair("WRITE with MTU 256", Mtu.MTU_256, PSN, false, Exchanges::writes);
        pair("WRITE with a wrong rkey of the guest", Mtu.MTU_1024, PSN, true, Exchanges::refusedThere);
        pair("WRITE with a wrong rkey of the tenant", Mtu.MTU_1024, PSN, true, Exchanges::refusedHere);
        TapGuest.run(MAKE_TROUBLE);
        check("rc ping-pong with loss, the tenant is client",
            () -> pingPongs.asClient("rc", "-c -n 300 --linger 1000", "-c -n 300"));
        check("rc ping-pong with loss, the tenant is server",
            () -> pingPongs.asServer("rc", "-c -n 300 --linger 1000", "-c -n 300"));
        for (int i = 1; i <= TROUBLED_ROUNDS; i++) {
            exchange(" with loss, round " + i, Mtu.MTU_1024, WRAPPING_PSN);
        }
    }

    private void pingPong(final String transport, final String ours, final String theirs) {
        check(transport + " ping-pong, the tenant is client", () -> pingPongs.asClient(transport, ours, theirs));
        check(transport + " ping-pong, the tenant is server", () -> pingPongs.asServer(transport, ours, theirs));
    }

    private void exchange(final String how, final Mtu mtu, final int psn) throws IOException {
        pair("WRITE" + how, mtu, psn, false, Exchanges::writes);
        pair("READ" + how, mtu, psn, false, Exchanges::reads);
        pair("atomics" + how, mtu, psn, false, Exchanges::atomics);
    }

    private void pair(final String name, final Mtu mtu, final int psn, final boolean badRkeys, final Step step)
        throws IOException {
        check(name, () -> {
            try (VirtualDevice device = VirtualDevice.open(tenant);
                PeerLink peer = new PeerLink(TapGuest.ADDRESS, TapGuest.PEER_PORT);
                Pair pair = new Pair(device, peer, mtu, psn, badRkeys)) {
                step.take(new Exchanges(pair));
            }
        });
    }

    private static void check(final String name, final Check check) {
        final long startNs = System.nanoTime();
        try {
            check.run();
            System.out.println("ok " + name);
        } catch (final IOException | RuntimeException | InterruptedException thrown) {
            System.out.println("failed " + name + ": " + String.valueOf(thrown.getMessage()).replace('\n', ' '));
        }
        System.err.printf(Locale.ROOT, "%s: %.1f s%n", name, (System.nanoTime() - startNs) / 1e9);
    }

    /** What is checked. */
    @FunctionalInterface
    private interface Check {
        void run() throws IOException, InterruptedException;
    }

    /** One of the exchanges. */
    @FunctionalInterface
    private interface Step {
        void take(Exchanges exchanges) throws IOException;
    }
}
