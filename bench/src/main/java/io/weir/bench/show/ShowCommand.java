package io.weir.bench.show;

import io.weir.bench.demo.RouterProcess;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench show}: something to look at with {@code weir top} and the page. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {"Two routers and four tenants who keep them busy, for 'weir top' and the page to show.",
        "It tells where to look, and ends when interrupted."})
public final class ShowCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Neither the demo's addresses nor the benchmarks'. */
    private static final String ADDRESS = "127.0.53.";

    private final List<Child> writers = new ArrayList<>();
    @Option(names = "--http", paramLabel = "PORT", description = "Of the page (default: ${DEFAULT-VALUE}).")
    private int http = 9470;
    @Option(names = "--seconds", paramLabel = "N", description = "End by itself after so long (default: a day).")
    private int seconds = 86_400;

    @Override
    public Integer call() throws IOException, InterruptedException, ChildFailedException {
        try (ScratchDirectory directory = new ScratchDirectory("weir-show"); Children children = new Children()) {
            Runtime.getRuntime().addShutdownHook(new Thread(children::close));
            final Child first = startRouter(children, directory.path(), 1);
            final Child second = startRouter(children, directory.path(), 2);
            children.awaitText(first, "ready", PATIENCE);
            children.awaitText(second, "ready", PATIENCE);
            for (final Actor actor : Actor.ALL) {
                start(children, directory.path(), actor);
            }
            writers.forEach(writer -> writer.tell(Line.of("go")));
            System.out.println("./weir top --directory " + run(directory.path(), 1));
            System.out.println("http://127.0.0.1:" + http + "/");
            System.out.flush();
            children.listen(Duration.ofSeconds(seconds));
            return 0;
        }
    }

    private Child startRouter(final Children children, final Path directory, final int own) throws IOException {
        final int other = 3 - own;
        final StringBuilder yaml = new StringBuilder("""
            host: host%1$d
            directory: %3$s
            rail: {rnic: soft, address: %4$s%1$d}
            peers:
              - name: host%2$d
                control: %4$s%2$d:4790
                devices:
            """.formatted(own, other, run(directory, own), ADDRESS));
        Actor.ALL.forEach(actor -> yaml.append("      - {network: ").append(actor.tenant())
            .append(", ip: 10.1.0.").append(other).append("}\n"));
        yaml.append(own == 1 ? "admin: {http: \"127.0.0.1:" + http + "\"}\n" : "").append("tenants:\n");
        Actor.ALL.forEach(actor -> yaml.append("  - {name: ").append(actor.tenant())
            .append(", network: ").append(actor.tenant()).append(", ip: 10.1.0.").append(own)
            .append(", limit: ").append(actor.limit()).append("}\n"));
        final Path file = Files.writeString(directory.resolve("host" + own + ".yaml"), yaml);
        return children.start("router " + own,
            new JavaProgram(RouterProcess.class).heap(64).arguments("--config", file).command());
    }

    /** The process that writes and the one that is written to; each is told of the other. */
    private void start(final Children children, final Path directory, final Actor actor)
        throws IOException, ChildFailedException, InterruptedException {
        final Child writer = tenant(children, run(directory, 1), actor, "write");
        final Child target = tenant(children, run(directory, actor.targetHost()), actor, "serve");
        children.connect(writer, target, PATIENCE);
        writers.add(writer);
    }

    private static Child tenant(final Children children, final Path run, final Actor actor, final String role)
        throws IOException {
        return children.start(actor.tenant() + "'s process that is to " + role, new JavaProgram(ShowTenant.class)
            .heap(32).arguments(run.resolve("tenants").resolve(actor.tenant()), actor.tenant(), role).command());
    }

    private static Path run(final Path directory, final int host) {
        return directory.resolve("h" + host);
    }
}
