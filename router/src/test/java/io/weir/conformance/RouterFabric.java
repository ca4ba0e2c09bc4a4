package io.weir.conformance;

import io.weir.client.DeviceOptions;
import io.weir.client.InvokingIdleStrategy;
import io.weir.client.VirtualDevice;
import io.weir.policy.Ipv4;
import io.weir.router.Router;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RouterConfigLoader;
import io.weir.verbs.Gid;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.CachedNanoClock;

/** Real routers, embedded; the devices' waiting drives them. */
final class RouterFabric implements Fabric {
    /** Time that a turn takes on the fabric's clock. */
    private static final long TURN_NS = 20_000;
    private static final long SEED = 4791;
    private static final long PEERS_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int HAND_OVER_TURNS = 3;
    /** A device has its own time, and may be emulated: turns say little of how long it was given. */
    private static final long DEVICE_PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private final CachedNanoClock clock = new CachedNanoClock();
    private final FabricKind kind;
    private final Path directory;
    private final List<Router> routers = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final VirtualDevice left;
    private final VirtualDevice right;
    private final VirtualDevice stranger;

    RouterFabric(final FabricKind kind) throws IOException {
        this.kind = kind;
        directory = Files.createTempDirectory("weir-conformance");
        clock.update(1_000_000_000L);
        try {
            if (kind == FabricKind.LOCAL) {
                start("a", "rail: {rnic: local}\n" + tenants("left", "right", "stranger"));
            } else if (kind == FabricKind.EXTERNAL) {
                final int port = portOfBoth();
                start("a", external(1, port) + externalTenants("left"));
                start("b", external(2, port) + externalTenants("right", "stranger"));
            } else if (kind == FabricKind.VERBS) {
                final int[] ports = freePorts();
                final String rail = deviceAddress();
                start("a", verbs(1, rail, ports, "right", "stranger") + tenants("left"));
                start("b", verbs(2, rail, ports, "left") + tenants("right", "stranger"));
            } else {
                final int[] ports = freePorts();
                start("a", soft(1, ports, "right", "stranger") + tenants("left"));
                start("b", soft(2, ports, "left") + tenants("right", "stranger"));
            }
            left = open("a", "left");
            right = open(kind == FabricKind.LOCAL ? "a" : "b", "right");
            stranger = open(kind == FabricKind.LOCAL ? "a" : "b", "stranger");
        } catch (final IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static String tenants(final String... names) {
        final StringBuilder yaml = new StringBuilder("tenants:\n");
        for (final String name : names) {
            yaml.append("  - {name: ").append(name).append(", network: ").append(network(name))
                .append(", ip: ").append(ip(name)).append("}\n");
        }
        return yaml.toString();
    }

    private static String network(final String tenant) {
        return tenant.equals("stranger") ? "elsewhere" : "common";
    }

    private static String ip(final String tenant) {
        return switch (tenant) {
            case "left" -> "10.0.0.1";
            case "right" -> "10.0.0.2";
            default -> "10.9.0.9";
        };
    }

    private static String soft(final int number, final int[] ports, final String... remoteTenants) {
        final int peer = 3 - number;
        return "rail: {rnic: soft, address: 127.0.0." + number + ", port: " + ports[number] + "}\n"
            + peer(number, ports, "127.0.0." + peer + ":" + ports[peer], remoteTenants);
    }

    /** Both rails are the one device. */
    private static String verbs(final int number, final String rail, final int[] ports,
                                final String... remoteTenants) {
        return deviceRail() + peer(number, ports, rail, remoteTenants);
    }

    private static String deviceRail() {
        return "rail: {rnic: verbs, device: " + System.getProperty(FabricKind.DEVICE, "rxe0") + "}\n";
    }

    private String deviceAddress() throws IOException {
        return Ipv4.format(config("device", deviceRail() + tenants("left")).rail().address()) + ":4791";
    }

    private static String peer(final int number, final int[] ports, final String rail, final String... remoteTenants) {
        final int peer = 3 - number;
        final StringBuilder yaml = new StringBuilder("control: 127.0.0.").append(number)
            .append(':').append(ports[2 + number]).append('\n')
            .append("peers:\n  - name: ").append(peer == 1 ? "a" : "b").append('\n')
            .append("    control: 127.0.0.").append(peer).append(':').append(ports[2 + peer]).append('\n')
            .append("    rail: ").append(rail).append('\n')
            .append("    devices:\n");
        for (final String tenant : remoteTenants) {
            yaml.append("      - {network: ").append(network(tenant)).append(", ip: ").append(ip(tenant)).append("}\n");
        }
        return yaml.toString();
    }

    private static String externalTenants(final String... names) {
        final StringBuilder yaml = new StringBuilder("tenants:\n");
        for (final String name : names) {
            yaml.append("  - {name: ").append(name).append(", network: ").append(network(name)).append("}\n");
        }
        return yaml.toString();
    }

    private static String external(final int number, final int port) {
        return "rail: {rnic: soft, address: 127.0.0." + number + ", port: " + port + "}\n"
            + "networks:\n"
            + "  - {name: common, external: [127.0.0.1, 127.0.0.2]}\n"
            + "  - {name: elsewhere, external: 127.0.0.1}\n";
    }

    /** A UDP port that is free on both hosts: an external endpoint has the rail's own. */
    private static int portOfBoth() throws IOException {
        for (int tries = 0; ; tries++) {
            try (DatagramSocket one = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.2", one.getLocalPort()))) {
                return other.getLocalPort();
            } catch (final IOException taken) {
                if (tries == 100) {
                    throw taken;
                }
            }
        }
    }

    /** Rails 1 and 2, control 3 and 4. */
    private static int[] freePorts() throws IOException {
        final int[] ports = new int[5];
        final List<DatagramSocket> held = new ArrayList<>();
        try {
            for (int i = 1; i < ports.length; i++) {
                final DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0." + (2 - i % 2), 0));
                held.add(socket);
                ports[i] = socket.getLocalPort();
            }
        } finally {
            held.forEach(DatagramSocket::close);
        }
        return ports;
    }

    private RouterConfig config(final String host, final String yaml) throws IOException {
        final Path file = directory.resolve(host + ".yaml");
        Files.writeString(file, "host: " + host + "\ndirectory: " + directory.resolve(host) + "\n" + yaml);
        try {
            return RouterConfigLoader.load(file);
        } catch (final ConfigException e) {
            throw new IOException(String.join("\n", e.problems()), e);
        }
    }

    private void start(final String host, final String yaml) throws IOException {
        final RouterConfig config = config(host, yaml);
        routers.add(Router.embed(config, clock, new Random(SEED), log::add));
    }

    private VirtualDevice open(final String host, final String tenant) {
        return VirtualDevice.open(directory.resolve(host).resolve("tenants").resolve(tenant),
            DeviceOptions.defaults().withProcessName(tenant).withIdleStrategy(new InvokingIdleStrategy(this::turn))
                .withClock(clock));
    }

    @Override
    public VirtualDevice left() {
        return left;
    }

    @Override
    public VirtualDevice right() {
        return right;
    }

    @Override
    public VirtualDevice stranger() {
        return stranger;
    }

    @Override
    public Gid elsewhere() {
        // on external networks everybody of a host has the GID of its rail, and is told apart by number alone
        return kind == FabricKind.EXTERNAL ? Gid.parse("127.0.0.3") : stranger.gid();
    }

    @Override
    public void turn() {
        clock.advance(TURN_NS);
        for (final Router router : routers) {
            router.doWork();
        }
    }

    @Override
    public void settleReceive() {
        // its router hands it to the device, and the sender's may be quicker
        for (int i = 0; kind == FabricKind.VERBS && i < HAND_OVER_TURNS; i++) {
            turn();
        }
    }

    @Override
    public long mostNs() {
        return kind == FabricKind.VERBS ? DEVICE_PATIENCE_NS : Long.MAX_VALUE;
    }

    @Override
    public void rouse() {
        final long deadlineNs = System.nanoTime() + PEERS_NS;
        // where there is a device to test, a turn takes several times as long
        final int least = kind == FabricKind.VERBS ? QUIET_TURNS / 6 : QUIET_TURNS;
        for (int turns = 0; turns < least || !routers.stream().allMatch(Router::isConnectedToPeers); turns++) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("the routers do not reach each other");
            }
            turn();
        }
    }

    @Override
    public void drainEvents() {
        for (int i = 0; i < QUIET_TURNS; i++) {
            turn();
        }
        for (final VirtualDevice device : List.of(left, right, stranger)) {
            while (device.pollAsyncEvent() != null) {
                turn();
            }
        }
    }

    @Override
    public List<String> log() {
        return log;
    }

    @Override
    public void close() {
        routers.forEach(Router::close);
        try (Stream<Path> walk = Files.walk(directory)) {
            for (final Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (final IOException e) {
            // the system's own cleaning takes what is left in its temporary directory
            log.add(e.toString());
        }
    }
}
