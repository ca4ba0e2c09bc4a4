package io.weir.bench.example.pingpong;

import io.weir.client.VirtualDevice;
import io.weir.verbs.Mtu;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir pingpong}: what {@code ibv_rc_pingpong} and its like do, and together with them. */
@Command(
    name = "pingpong",
    mixinStandardHelpOptions = true,
    description = {
        "A tenant that plays ping-pong with another, or on an external network with ibv_rc_pingpong, ibv_uc_pingpong,"
            + " ibv_ud_pingpong or ibv_srq_pingpong of libibverbs: it speaks their handshake, and its options are"
            + " named like theirs.",
        "Without HOST it is the server, and waits for a client."})
public final class PingPongCommand implements Callable<Integer> {
    private static final int MAX_PSN = 0xff_ffff;

    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", paramLabel = "TRANSPORT", description = "${COMPLETION-CANDIDATES}.")
    private Transport transport;
    @Parameters(index = "1", arity = "0..1", paramLabel = "HOST", description = "Where the server is.")
    private String host;
    @Option(names = {"-d", "--ib-dev"}, paramLabel = "DIR", required = true, defaultValue = "${WEIR_TENANT}",
        description = "The device: the tenant's directory, such as /run/weir/tenants/acme (default: $WEIR_TENANT).")
    private Path device;
    @Option(names = {"-p", "--port"}, paramLabel = "PORT",
        description = "TCP port of the handshake (default: ${DEFAULT-VALUE}).")
    private int port = 18515;
    @Option(names = {"-s", "--size"}, paramLabel = "BYTES",
        description = "Size of a message (default: 4096; ud: 1024).")
    private Integer size;
    @Option(names = {"-m", "--mtu"}, paramLabel = "BYTES", description = "Path MTU (default: ${DEFAULT-VALUE}).")
    private int mtu = 1024;
    @Option(names = {"-r", "--rx-depth"}, paramLabel = "N",
        description = "Receives to post at a time (default: ${DEFAULT-VALUE}).")
    private int receives = 64;
    @Option(names = {"-n", "--iters"}, paramLabel = "N",
        description = "Exchanges, of all queue pairs together (default: ${DEFAULT-VALUE}).")
    private int exchanges = 1000;
    @Option(names = {"-q", "--num-qp"}, paramLabel = "N", description = "Queue pairs, with srq (default: 16).")
    private Integer queuePairs;
    @Option(names = {"-e", "--events"}, description = "Sleep on completion events (default: poll, then sleep).")
    private boolean events;
    @Option(names = {"-g", "--gid-idx"}, paramLabel = "INDEX",
        description = "Index of the local GID: a tenant's device has one, 0.")
    private int gidIndex;
    @Option(names = {"-c", "--chk"}, description = "Validate every byte received. With an ibv_srq_pingpong, whose"
        + " queue pairs share one buffer, only with -q 1.")
    private boolean validate;
    @Option(names = "--psn", paramLabel = "N",
        description = "First packet sequence number, 0 to 16777215 (default: random).")
    private Integer psn;
    @Option(names = "--linger", paramLabel = "MS", description = "How long to answer retransmissions after the end:"
        + " a client that lost our last acknowledgement asks again (default: ${DEFAULT-VALUE}).")
    private int lingerMs = 100;
    @Option(names = "--patience", paramLabel = "SECONDS",
        description = "Give up when nothing completes for so long (default: ${DEFAULT-VALUE}).")
    private int patience = 30;

    @Override
    public Integer call() throws IOException, InterruptedException {
        final Settings settings = settings();
        final PrintWriter out = spec.commandLine().getOut();
        try (VirtualDevice open = VirtualDevice.open(device)) {
            final Endpoint endpoint = new Endpoint(settings, open);
            final Game game = new Game(settings, endpoint);
            game.prepare();
            final List<Destination> mine = endpoint.destinations();
            mine.stream().limit(settings.queuePairs()).forEach(each -> out.println("  local address:  " + each));
            out.flush();
            final List<Destination> theirs = host == null
                ? Handshake.asServer(port, mine, endpoint::connect) : Handshake.asClient(host, port, mine);
            theirs.stream().limit(settings.queuePairs()).forEach(each -> out.println("  remote address: " + each));
            if (host != null) {
                endpoint.connect(theirs);
            }
            final long startNs = System.nanoTime();
            final int unacknowledged = game.play(TimeUnit.SECONDS.toNanos(patience));
            print(out, settings, System.nanoTime() - startNs);
            if (unacknowledged > 0) {
                spec.commandLine().getErr().println("weir: the other side left without acknowledging the last "
                    + unacknowledged + (unacknowledged == 1 ? " message" : " messages"));
            }
            // as TCP's TIME-WAIT: nothing tells that the other side has our last acknowledgement
            Thread.sleep(lingerMs);
            open.closeAll();
        }
        return 0;
    }

    private Settings settings() {
        final Mtu pathMtu = Arrays.stream(Mtu.values()).filter(each -> each.bytes() == mtu).findFirst()
            .orElseThrow(() -> wrong("--mtu " + mtu + ": write 256, 512, 1024, 2048 or 4096"));
        final int count = queuePairs == null ? transport.defaultQueuePairs() : queuePairs;
        require(count >= 1 && count <= transport.told(),
            "--num-qp " + count + ": " + transport + " has 1 to " + transport.told());
        require(receives >= count, "--rx-depth " + receives + ": each queue pair needs one, write " + count
            + " or more");
        require(gidIndex == 0, "--gid-idx " + gidIndex + ": a tenant's device has one GID, index 0");
        require(size == null || size >= 1, "--size " + size + ": write 1 or more");
        require(exchanges >= 1, "--iters " + exchanges + ": write 1 or more");
        require(port >= 1 && port <= 65_535, "--port " + port + ": write 1 to 65535");
        require(psn == null || (psn >= 0 && psn <= MAX_PSN), "--psn " + psn + ": write 0 to " + MAX_PSN);
        return new Settings(transport, host != null, size == null ? transport.defaultSize() : size, pathMtu, count,
            receives, exchanges, events, validate,
            psn == null ? ThreadLocalRandom.current().nextInt(MAX_PSN + 1) : psn);
    }

    private static void print(final PrintWriter out, final Settings settings, final long ns) {
        final double us = ns / 1e3;
        final long bytes = 2L * settings.size() * settings.exchanges();
        out.printf("%d bytes in %.2f seconds = %.2f Mbit/sec%n", bytes, us / 1e6, bytes * 8 / us);
        out.printf("%d iters in %.2f seconds = %.2f usec/iter%n", settings.exchanges(), us / 1e6,
            us / settings.exchanges());
        out.flush();
    }

    private void require(final boolean holds, final String otherwise) {
        if (!holds) {
            throw wrong(otherwise);
        }
    }

    private ParameterException wrong(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
