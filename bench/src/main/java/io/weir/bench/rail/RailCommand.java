package io.weir.bench.rail;

import io.weir.bench.measure.Environment;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.rail.end.Kind;
import io.weir.bench.rail.end.RnicEnd;
import io.weir.bench.rail.end.TcpEnd;
import io.weir.bench.rail.end.UdpEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench rail}: how fast the software RNIC is, beside what else there is on the same machine. */
@Command(
    name = "rail",
    mixinStandardHelpOptions = true,
    description = {
        "The software RNIC, and the whole product over it, against TCP (iperf3; NIO for round trips), UCX over TCP and"
            + " bare UDP with GSO, GRO and CRC-32: WRITEs of 4 KiB, 64 KiB and 1 MiB, and round trips; over loopback"
            + " and over a veth pair between two network namespaces with MTUs of 1500 and 9000. Then 10 against 1000"
            + " connected queue pairs.",
        "Needs root, for the namespaces, and iperf3 and ucx_perftest. Medians of interleaved runs. CPU is that of all"
            + " processes of a row together, in nanoseconds per KiB; who polls uses it all the time.",
        "Exit status 0 when everything ran, whatever the figures."})
public final class RailCommand implements Callable<Integer> {
    private static final int PORT = 4791;
    private static final int PRODUCT_PORT = 4793;
    private static final String TCP_CUBIC = "cubic";
    private static final Set<String> RNIC_KINDS = Set.of(Kind.THROUGHPUT, Kind.WRITE, Kind.SEND);
    private static final List<Task> QP_TASKS = List.of(Task.THROUGHPUT.get(1), Task.SEND);

    /** Where both ends are. */
    enum Where { LOOPBACK, VETH1500, VETH9000 }

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;
    @Option(names = "--quick", description = "One short run of each.")
    private boolean quick;
    @Option(names = "--runs", paramLabel = "N", description = "Runs of each (default: ${DEFAULT-VALUE}).")
    private int runs = 5;
    @Option(names = "--ms", paramLabel = "N", description = "Milliseconds of a run (default: ${DEFAULT-VALUE}).")
    private long ms = 1000;
    @Option(names = "--where", split = ",", paramLabel = "PLACE",
        description = "Only at: ${COMPLETION-CANDIDATES}.")
    private Set<Where> where = new LinkedHashSet<>(List.of(Where.values()));
    @Option(names = "--only", paramLabel = "TEXT",
        description = "Only those whose name contains this, and no ratios with others.")
    private List<String> only = List.of();
    @Option(names = "--qps", description = "Only the comparison of 10 with 1000 queue pairs.")
    private boolean queuePairsOnly;

    @Override
    public Integer call() throws IOException, ChildFailedException, InterruptedException {
        refuseWithoutPrograms();
        try {
            final RailReport report = measure();
            System.out.println(json ? report.json() : report.text());
            return 0;
        } catch (final ChildFailedException e) {
            e.tail().forEach(System.err::println);
            throw e;
        }
    }

    private RailReport measure() throws IOException, ChildFailedException, InterruptedException {
        final Contest contest = quick ? new Contest(1, 500, 1000) : new Contest(runs, ms, 2 * ms);
        final RailReport report = new RailReport(Environment.here());
        if (!queuePairsOnly) {
            for (final Where each : where) {
                try (Place place = open(each)) {
                    report.add(contest.hold(place.name(), wanted(contenders(place)), Task.ALL));
                }
            }
        }
        if (!only.isEmpty()) {
            return report;
        }
        try (Place place = new Loopback()) {
            final List<Contender> pairs = queuePairs(place);
            report.addQueuePairs(contest.hold("queue pairs, " + place.name(), pairs, QP_TASKS), memory(pairs));
        }
        return report;
    }

    private void refuseWithoutPrograms() throws IOException {
        if (queuePairsOnly) {
            return;
        }
        final List<String> missing = Program.missing(Map.of("iperf3", "iperf3", "ucx_perftest", "ucx-utils",
            "ip", "iproute2", "stdbuf", "coreutils"));
        if (!missing.isEmpty()) {
            throw new IOException("not all of what is measured is there: " + String.join(", ", missing));
        }
    }

    private static Place open(final Where where) throws IOException, InterruptedException {
        return switch (where) {
            case LOOPBACK -> new Loopback();
            case VETH1500 -> VethPair.make(1500);
            case VETH9000 -> VethPair.make(9000);
        };
    }

    private static List<Contender> contenders(final Place place) throws IOException {
        final Meter meter = new Meter();
        final List<Contender> contenders = new ArrayList<>();
        contenders.add(Iperf.of(place, meter, null));
        contenders.add(Iperf.of(place, meter, TCP_CUBIC));
        contenders.add(new EndPair(Names.NIO, Set.of(Kind.SEND, Kind.BLOCKING), place, meter, TcpEnd.class,
            List.of(List.of(place.address(0), place.address(1), 0), List.of(place.address(1), place.address(0), 1))));
        contenders.add(new Ucx(place, meter));
        contenders.add(new EndPair(Names.UDP, Set.of(Kind.THROUGHPUT, Kind.SEND), place, meter, UdpEnd.class,
            List.of(List.of(place.address(0), place.payload()), List.of(place.address(1), place.payload()))));
        contenders.add(rnic(Names.RNIC, place, meter, PORT, 1));
        contenders.add(Product.of(Names.PRODUCT, place, meter, PRODUCT_PORT, 1));
        return contenders;
    }

    private List<Contender> wanted(final List<Contender> all) {
        return all.stream().filter(each -> only.isEmpty() || only.stream().anyMatch(each.name()::contains)).toList();
    }

    private static EndPair rnic(final String name, final Place place, final Meter meter, final int port,
                                final int queuePairs) {
        return new EndPair(name, RNIC_KINDS, place, meter, RnicEnd.class,
            List.of(List.of(place.address(0), port, queuePairs), List.of(place.address(1), port, queuePairs)));
    }

    private static List<Contender> queuePairs(final Place place) throws IOException {
        final Meter meter = new Meter();
        final List<Contender> pairs = new ArrayList<>();
        for (final int count : new int[] {Names.FEW, Names.MANY}) {
            pairs.add(rnic(Names.of(Names.RNIC, count), place, meter, PORT + count, count));
        }
        for (final int count : new int[] {Names.FEW, Names.MANY}) {
            pairs.add(Product.of(Names.of(Names.PRODUCT, count), place, meter, PRODUCT_PORT + count, count));
        }
        return pairs;
    }

    private static QpMemory memory(final List<Contender> pairs) {
        return QpMemory.of(((EndPair) pairs.get(1)).connected(), Names.MANY);
    }
}
