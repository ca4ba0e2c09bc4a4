package io.weir.bench.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a container is run: with no capability, a read-only root, a user that is no root, no network unless one is named,
 * and namespaces of its own. What it shares with anybody is mounted by name.
 */
public final class Container {
    private final List<String> options = new ArrayList<>();
    private final Engine engine;
    private final String name;
    private final String image;
    private String network = "none";

    Container(final Engine engine, final String name, final String image) {
        this.engine = engine;
        this.name = name;
        this.image = image;
    }

    /** Who it is; the group is that of routers and tenants. */
    public Container user(final int uid) {
        options.addAll(List.of("--user", uid + ":" + Users.GROUP));
        return this;
    }

    /** In a network namespace of the system. */
    public Container network(final Path namespace) {
        network = "ns:" + namespace;
        return this;
    }

    /** A directory or file of the host, at the same place. */
    public Container mount(final Path path) {
        return mount(path, path);
    }

    /** Likewise, at another place. */
    public Container mount(final Path path, final Path there) {
        options.addAll(List.of("--volume", path + ":" + there));
        return this;
    }

    /** Likewise, not to be written. */
    public Container mountReadOnly(final Path path, final Path there) {
        options.addAll(List.of("--volume", path + ":" + there + ":ro"));
        return this;
    }

    /** All the memory that it may have. */
    public Container memory(final long bytes) {
        options.addAll(List.of("--memory", bytes + "b", "--memory-swap", bytes + "b"));
        return this;
    }

    /** The command line that runs what its image runs, with its standard input and output, and removes it. */
    public List<String> attached() {
        return attached(List.of());
    }

    /** The command line that runs it, with its standard input and output, and removes it when it ends. */
    public List<String> attached(final List<String> arguments) {
        return line(List.of("--interactive", "--rm"), arguments);
    }

    /** The command line that starts it and leaves it. */
    public List<String> detached(final List<String> arguments) {
        return line(List.of("--detach"), arguments);
    }

    private List<String> line(final List<String> how, final List<String> arguments) {
        final List<String> line = engine.run(name);
        line.addAll(how);
        line.addAll(List.of("--network", network, "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--read-only"));
        line.addAll(options);
        line.add(image);
        line.addAll(arguments);
        return line;
    }
}
