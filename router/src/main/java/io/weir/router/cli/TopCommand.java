package io.weir.router.cli;

import io.weir.router.admin.Activity;
import io.weir.router.admin.AdminClient;
import io.weir.router.admin.Json;
import io.weir.router.config.ConfigException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir top}: what the tenants of a running router do, again and again. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {"Show what tenants do now: rates against limits, latency, what holds them back.",
        "On a terminal it fills the screen and takes keys, which it names there; else it prints tables."})
public final class TopCommand implements Callable<Integer> {
    private static final double SHORTEST_SECONDS = 0.1;
    private static final double LONGEST_SECONDS = 3600;
    private static final int PICTURE_COLUMNS = 132;
    private static final int PICTURE_LINES = 40;

    @Spec
    private CommandSpec spec;
    @Mixin
    private RouterAddress router;
    @Option(names = "--interval", paramLabel = "SECONDS",
        description = "Between two looks (default: ${DEFAULT-VALUE}).")
    private double seconds = 1;
    @Option(names = "--once", description = "Print one table, of one interval, and end.")
    private boolean once;
    @Option(names = "--json", description = "One JSON document in a line for each interval.")
    private boolean json;
    @Option(names = "--sort", description = "What comes first: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TopSort sort = TopSort.EGRESS;
    @Option(names = "--filter", paramLabel = "TEXT", description = "Only tenants with this in their name.")
    private String filter = "";
    @Option(names = "--svg", paramLabel = "FILE", hidden = true,
        description = "Write one screen, of one interval, as a picture, and end.")
    private Path picture;

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException {
        if (!(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) {
            throw new ParameterException(spec.commandLine(), "--interval is from 0.1 to 3600 seconds");
        }
        final AdminClient client = router.client();
        final long intervalMs = Math.round(seconds * TimeUnit.SECONDS.toMillis(1));
        final TopView view = new TopView(sort, filter);
        if (picture != null) {
            draw(client, view, intervalMs);
        } else if (once || json || !isTerminal()) {
            print(client, view, intervalMs);
        } else {
            try (Terminal terminal = TerminalBuilder.builder().name("weir top").system(true).dumb(false).build()) {
                new TopScreen(terminal, view, client::activity, intervalMs).run();
            }
        }
        return 0;
    }

    private static boolean isTerminal() {
        final Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    private void draw(final AdminClient client, final TopView view, final long intervalMs)
        throws IOException, InterruptedException {
        final Activity last = client.activity();
        TimeUnit.MILLISECONDS.sleep(intervalMs);
        final TopFrame frame = TopFrame.between(last, client.activity());
        final int lines = Math.min(PICTURE_LINES, frame.tenants().size() + frame.rails().size() + 4);
        Files.writeString(picture, TopPicture.svg(view.render(frame, PICTURE_COLUMNS, lines), PICTURE_COLUMNS));
    }

    private void print(final AdminClient client, final TopView view, final long intervalMs)
        throws IOException, InterruptedException {
        final PrintWriter out = spec.commandLine().getOut();
        Activity last = client.activity();
        do {
            TimeUnit.MILLISECONDS.sleep(intervalMs);
            final Activity now = client.activity();
            final TopFrame frame = TopFrame.between(last, now);
            if (json) {
                out.println(Json.line(frame));
            } else {
                print(frame, view, out);
            }
            out.flush();
            last = now;
        } while (!once && !out.checkError());
    }

    private static void print(final TopFrame frame, final TopView view, final PrintWriter out) {
        final Table table = new Table("TENANT", "EGRESS>", "OF>", "INGRESS>", "OF>", "OPERATIONS>", "P50>", "P99>",
            "HELD BACK", "HELD>", "BACKLOG>", "QPS>", "PROCESSES>", "ERRORS>");
        for (final TopRow row : view.rows(frame)) {
            table.row(row.tenant(), Units.bits(row.egressBitsPerSecond()), Units.bitRate(row.egressLimit()),
                Units.bits(row.ingressBitsPerSecond()), Units.bitRate(row.ingressLimit()),
                Units.perSecond(row.operationsPerSecond()), Units.latency(row.p50Ns()), Units.latency(row.p99Ns()),
                row.heldBack().isEmpty() ? null : row.heldBack(),
                String.format(Locale.ROOT, "%.0f%%", row.throttledPercent()), row.backlog(), row.queuePairs(),
                row.processes(), row.failures());
        }
        table.print(out);
        out.println();
    }
}
