package io.weir.bench.measure;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench idle}: the router when three tenants are attached and none does anything, and right after that. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    description = {
        "A router with three attached tenant processes that do nothing: the processor time that its threads take, and"
            + " how long the first operation after a pause takes.",
        "Exit status 0 only if the router takes less than 2 %% of a core and the median of WRITE and of SEND is at most"
            + " 200 µs."})
final class IdleCommand implements Callable<Integer> {
    private static final long SETTLE_MS = 10_000;
    private static final long WRITE_SEED = 1;
    private static final long SEND_SEED = 2;
    /** For each pause, with room to spare. */
    private static final Duration PATIENCE_PER_PAUSE = Duration.ofSeconds(2);

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;
    @Option(names = "--seconds", paramLabel = "N",
        description = "How long idleness is measured (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;
    @Option(names = "--pauses", paramLabel = "N",
        description = "Operations of each kind, each after a pause of 50 to 200 ms (default: ${DEFAULT-VALUE}).")
    private int pauses = 100;

    @Option(names = "--warm-up", paramLabel = "N", description = "WRITEs and SENDs before the first pause, so that the"
        + " compilers have had their turn (default: ${DEFAULT-VALUE}).")
    private int warmUp = 20_000;

    @Override
    public Integer call() throws IOException, InterruptedException, ChildFailedException {
        final Environment environment = Environment.here();
        try (ScratchDirectory directory = new ScratchDirectory("weir-bench"); Children children = new Children()) {
            Runtime.getRuntime().addShutdownHook(new Thread(children::close));
            final Bed bed = new Bed(children, directory.path());
            System.err.println("routers and three tenants start");
            bed.startRouters();
            final List<Child> tenants = new ArrayList<>();
            for (final String tenant : List.of("blue", "blue", "green")) {
                tenants.add(bed.startTenant(tenant, IdleTenant.class));
            }
            bed.connect(tenants.get(0), tenants.get(1));
            bed.connect(tenants.get(2));
            System.err.println("warm-up: " + warmUp + " WRITEs and SENDs");
            tenants.get(1).tell(Line.of("answer").with("count", warmUp));
            tenants.get(0).tell(Line.of("warm").with("count", warmUp));
            children.await(tenants.get(0), "warmed", Bed.PATIENCE);
            children.await(tenants.get(1), "answered", Bed.PATIENCE);
            System.err.println("idleness: " + SETTLE_MS / 1000 + " s to settle, " + seconds + " s that count");
            final List<ThreadTimes.Used> threads = idle(bed.router().process().pid());
            System.err.println("first operations: two times " + pauses + ", each after a pause");
            final IdleReport report = operate(children, tenants, environment, threads);
            bed.dismiss();
            System.out.println(json ? report.json() : report.text());
            return report.isGood() ? 0 : 1;
        }
    }

    /** Nothing is waited for: idleness is what is measured, first some that does not count. */
    private List<ThreadTimes.Used> idle(final long pid) throws IOException, InterruptedException {
        Thread.sleep(SETTLE_MS);
        final ThreadTimes before = ThreadTimes.of(pid);
        Thread.sleep(seconds * 1000L);
        return ThreadTimes.of(pid).since(before);
    }

    private IdleReport operate(final Children children, final List<Child> tenants, final Environment environment,
                               final List<ThreadTimes.Used> threads)
        throws ChildFailedException, InterruptedException {
        final Duration patience = Bed.PATIENCE.plus(PATIENCE_PER_PAUSE.multipliedBy(pauses));
        final Child active = tenants.get(0);
        active.tell(Line.of("write").with("count", pauses).with("seed", WRITE_SEED));
        final Line wrote = children.await(active, "wrote", patience);
        tenants.get(1).tell(Line.of("answer").with("count", pauses));
        active.tell(Line.of("send").with("count", pauses).with("seed", SEND_SEED));
        final Line sent = children.await(active, "sent", patience);
        children.await(tenants.get(1), "answered", patience);
        return new IdleReport(environment, seconds, pauses, threads, IdleReport.Latency.of(wrote, ""),
            IdleReport.Latency.of(sent, ""), IdleReport.Latency.of(sent, "answer_"));
    }
}
