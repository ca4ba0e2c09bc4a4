package io.weir.bench.container;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.Line;
import io.weir.router.admin.AdminClient;
import io.weir.router.admin.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A host of the trial: its directory, its network namespace, and a router's container, or one after the other. */
final class Node {
    private static final String RFC_3339 = "2006-01-02T15:04:05.000000000Z";
    private static final Duration START = Duration.ofSeconds(60);

    private final Engine engine;
    private final Children children;
    private final String name;
    private final Path namespace;
    private final Path config;
    private final Path directory;
    private Child router;
    private Duration startTook;
    private Instant readyAt;

    Node(final Engine engine, final Children children, final String name, final Path namespace, final Path parent,
         final String yaml) throws IOException {
        this.engine = engine;
        this.children = children;
        this.name = name;
        this.namespace = namespace;
        directory = Users.makeRouterDirectory(parent.resolve(name));
        config = Files.writeString(parent.resolve(name + ".yaml"), yaml);
    }

    /** Runs a router; returns when it serves. */
    void start() throws IOException, ChildFailedException, InterruptedException {
        final long startNs = System.nanoTime();
        router = children.start(name + "'s router", engine.container(container(), Images.ROUTER)
            .user(Users.ROUTER).network(namespace).mount(directory, Path.of("/run/weir"))
            .mountReadOnly(config, Path.of("/etc/weir/weir.yaml"))
            .attached(List.of("router", "--config", "/etc/weir/weir.yaml", "--log-format", "json")));
        final Line ready = children.awaitText(router, "\"event\":\"ready\"", START);
        readyAt = Instant.parse(new ObjectMapper().readTree(ready.word()).path("at").asText());
        startTook = Duration.ofNanos(System.nanoTime() - startNs);
    }

    /** From the engine's command to the line that says that it serves. */
    Duration startTook() {
        return startTook;
    }

    /** From the start of the container's process to that line, by the clock of both. */
    Duration serveTook() throws IOException, InterruptedException {
        return Duration.between(Instant.parse(engine.inspect(container(), "{{.State.StartedAt.UTC.Format \"" + RFC_3339
            + "\"}}")), readyAt);
    }

    /** Has the engine ask the image's own question; throws if the answer is not that it is healthy. */
    void askHealth() throws IOException, InterruptedException {
        engine.call("healthcheck", "run", container());
    }

    /** Stops it by a signal, or with KILL ends it; returns when its container is gone. */
    int end(final String signal) throws IOException, ChildFailedException, InterruptedException {
        router.allowToDie();
        engine.call("kill", "--signal", signal, container());
        return children.awaitEnd(router, START);
    }

    /** The container's name. */
    String container() {
        return name + "-router";
    }

    /** What is mounted into a tenant's containers. */
    Path tenantDirectory(final String tenant) {
        return directory.resolve("tenants").resolve(tenant);
    }

    /** What a tenant holds, as {@code weir resources} tells it. */
    List<Resource> resources(final String tenant) throws IOException {
        return new AdminClient(directory.resolve("admin.sock")).resources().stream()
            .filter(resource -> resource.tenant().equals(tenant)).toList();
    }

    /** What the audit log says of those who were not let in. */
    List<String> refusals() throws IOException {
        return Files.readAllLines(directory.resolve("audit.log")).stream()
            .filter(line -> line.contains("\"attach-refused\"")).toList();
    }
}
