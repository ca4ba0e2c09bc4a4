package io.weir.bench.demo;

import io.weir.bench.container.Engine;
import io.weir.bench.container.Images;
import io.weir.bench.container.Users;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.rail.VethPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Two hosts that are network namespaces joined by a veth pair, with a router's container in each; every process of a
 * tenant is a container with that tenant's directory and no network. Needs root.
 */
final class ContainerSite implements Site, AutoCloseable {
    private static final int MTU = 9000;

    private final Engine engine = new Engine();
    private final VethPair network;
    private final String prefix = "weir-demo-" + ProcessHandle.current().pid() + "-";

    private ContainerSite(final VethPair network) {
        this.network = network;
    }

    static ContainerSite make() throws IOException, InterruptedException {
        return new ContainerSite(VethPair.make(MTU));
    }

    @Override
    public String address(final int host) {
        return network.address(host - 1);
    }

    @Override
    public void requireFree(final String address, final int port) {
        // the namespaces are new
    }

    @Override
    public int uid(final DemoTenant tenant, final int runner) {
        return Users.FIRST_TENANT + tenant.ordinal();
    }

    @Override
    public List<String> router(final HostConfig config, final Path directory, final Path file) throws IOException {
        Users.makeRouterDirectory(directory);
        return engine.container(prefix + "router-" + config.name(), Images.ROUTER)
            .user(Users.ROUTER).network(network.namespaceFile(config.number() - 1))
            .mount(directory).mountReadOnly(file, file)
            .attached(List.of("router", "--config", file.toString()));
    }

    @Override
    public List<String> tenant(final String name, final DemoTenant tenant, final JavaProgram program,
                               final List<Path> paths) {
        // umbrella's processes are another's, as they are without containers
        final int uid = uid(tenant, 0) + (tenant == DemoTenant.UMBRELLA ? 1 : 0);
        final String plainName = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
        final var container = engine.container(prefix + plainName, Images.DEMO_TENANT).user(uid);
        for (final Path path : paths) {
            if (path.toFile().isFile()) {
                container.mountReadOnly(path, path);
            } else {
                container.mount(path);
            }
        }
        return container.attached(program.words());
    }

    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            network.close();
        }
    }
}
