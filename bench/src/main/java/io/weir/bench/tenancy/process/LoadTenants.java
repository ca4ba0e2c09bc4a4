package io.weir.bench.tenancy.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A process that is several tenants, each with a {@link Load} of its own, on one thread. Orders: {@code load tenant=…
 * op=… size=… qps=… window=…}; {@code read}; {@code alternate tenant=… every=… times=… …}, which lets one tenant's load
 * come and go and tells everybody's bytes by the millisecond; {@code bye}.
 */
public final class LoadTenants {
    private static final long LISTEN_NS = 200_000;
    private static final long MILLISECOND = 1_000_000;
    private static final int PATIENT_LOOKS = 16;

    private final Conversation conversation;
    private final List<Load> loads;

    private LoadTenants(final Conversation conversation, final List<Load> loads) {
        this.conversation = conversation;
        this.loads = loads;
    }

    /** Arguments: the tenants' directories. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final List<Load> loads = new ArrayList<>();
            for (final String directory : args) {
                loads.add(new Load(Path.of(directory)));
            }
            conversation.tell(Line.of("ready"));
            new LoadTenants(conversation, loads).serve();
            loads.forEach(Load::close);
        });
    }

    private void serve() throws IOException {
        while (true) {
            if (loads.stream().anyMatch(Load::isBusy)) {
                work(Long.MAX_VALUE);
            }
            final Line order = conversation.hear();
            switch (order.word()) {
                case "load" -> {
                    loads.get(order.integer("tenant")).order(order);
                    conversation.tell(Line.of("loaded"));
                }
                case "read" -> conversation.tell(report());
                case "alternate" -> alternate(order);
                default -> {
                    return;
                }
            }
        }
    }

    /** Keeps the loads up until then, or until there is an order; who has no load at all takes no processor. */
    private void work(final long ns) throws IOException {
        final long startNs = System.nanoTime();
        long listenedNs = startNs;
        int idle = 0;
        while (true) {
            int work = 0;
            for (int i = 0; i < loads.size(); i++) {
                work += loads.get(i).step();
            }
            idle = work == 0 ? idle + 1 : 0;
            if (idle >= PATIENT_LOOKS) {
                idle = 0;
                Thread.yield();
            }
            final long nowNs = System.nanoTime();
            if (nowNs - startNs >= ns) {
                return;
            }
            if (work == 0 && ns == Long.MAX_VALUE && loads.stream().noneMatch(Load::isBusy)) {
                return;
            }
            if (nowNs - listenedNs >= LISTEN_NS) {
                listenedNs = nowNs;
                if (conversation.hasHeard()) {
                    return;
                }
            }
        }
    }

    private Line report() {
        Line line = Line.of("counts").with("ns", System.nanoTime());
        for (int i = 0; i < loads.size(); i++) {
            line = loads.get(i).report(line, i);
        }
        return line;
    }

    private void alternate(final Line order) throws IOException {
        final int every = order.integer("every");
        final int times = order.integer("times");
        final Load who = loads.get(order.integer("tenant"));
        final long fromNs = System.nanoTime();
        loads.forEach(load -> load.keepBins(every * times, fromNs));
        for (int i = 0; i < times; i++) {
            who.order(i % 2 == 1 ? order : Line.of("stop"));
            work(Math.max(0, fromNs + (i + 1) * every * MILLISECOND - System.nanoTime()));
        }
        Line line = Line.of("alternated");
        for (int i = 0; i < loads.size(); i++) {
            line = line.with(Load.name("bins", i), Arrays.stream(loads.get(i).bins()).mapToObj(Integer::toString)
                .collect(Collectors.joining(",")));
        }
        conversation.tell(line);
    }
}
