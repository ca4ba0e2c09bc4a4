package io.weir.bench.rail;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Two processes of {@link io.weir.bench.rail.end}, which stay up between runs and do nothing then. */
class EndPair implements Contender {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_MIB = 128;

    private final String name;
    private final Set<String> kinds;
    private final Place place;
    private final Meter meter;
    private final Class<?> program;
    private final List<List<?>> arguments;
    private final Children children = new Children();
    private final List<Child> ends = new ArrayList<>();
    private final List<Long> pids = new ArrayList<>();
    private Line connected;

    /**
     * @param kinds     of tasks that it takes
     * @param arguments of the program, for each end
     */
    EndPair(final String name, final Set<String> kinds, final Place place, final Meter meter, final Class<?> program,
            final List<List<?>> arguments) {
        this.name = name;
        this.kinds = kinds;
        this.place = place;
        this.meter = meter;
        this.program = program;
        this.arguments = arguments;
        Runtime.getRuntime().addShutdownHook(new Thread(children::close));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takes(final Task task) {
        return kinds.contains(task.kind());
    }

    @Override
    public void start() throws IOException, ChildFailedException, InterruptedException {
        final List<Line> ready = new ArrayList<>();
        for (int end = 0; end < 2; end++) {
            ends.add(startJava(name + ", end " + end, end, program, arguments.get(end).toArray()));
        }
        for (final Child end : ends) {
            ready.add(children.await(end, "ready", PATIENCE));
        }
        for (int end = 0; end < 2; end++) {
            ends.get(end).tell(new Line("connect", ready.get(1 - end).fields()));
        }
        children.await(ends.get(0), "connected", PATIENCE);
        connected = children.await(ends.get(1), "connected", PATIENCE);
    }

    final Child startJava(final String title, final int end, final Class<?> main, final Object... values)
        throws IOException {
        final Child child = children.start(title, place.at(end,
            new JavaProgram(main).heap(HEAP_MIB).arguments(values).command()));
        pids.add(child.process().pid());
        return child;
    }

    final Children children() {
        return children;
    }

    final Place place() {
        return place;
    }

    /** What end 1 told when it was connected. */
    final Line connected() {
        return connected;
    }

    @Override
    public Sample run(final Task task, final long ms)
        throws IOException, ChildFailedException, InterruptedException {
        final Child active = ends.get(1);
        final Child passive = ends.get(0);
        passive.tell(order("serve", task));
        children.await(passive, "serving", PATIENCE);
        active.tell(order("run", task).with("ms", ms));
        final double cpu = meter.watch(children, pids, ms);
        final Line done = children.await(active, "done", PATIENCE);
        passive.tell(Line.of("stop"));
        children.await(passive, "served", PATIENCE);
        return task.isThroughput() ? Sample.stream(done.number("bytes") * 8.0 / done.number("ns"), cpu)
            : Sample.roundTrips(done);
    }

    private static Line order(final String word, final Task task) {
        return Line.of(word).with("kind", task.kind()).with("size", task.size());
    }

    @Override
    public void close() throws IOException {
        children.close();
    }
}
