package io.weir.bench.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad input, as an operator meets it: one line that says what to do, an exit status, and nothing left behind. */
@Timeout(60)
class RouterRefusalIT {
    /** Root, but subject to permissions as everybody is. */
    private static final List<String> POWERLESS = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
    private static final String CONFIG = """
        host: node1
        directory: run
        rail: {rnic: soft, address: 127.0.0.1, port: RAIL}
        control: 127.0.0.1:CONTROL
        peers:
          - {name: node2, control: "127.0.0.2:9"}
        tenants:
          - {name: acme, network: blue, ip: 10.1.0.1}
        """;

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void nameConfig() {
        file = directory.resolve("weir.yaml");
    }

    @Test
    void shouldSayWhoseTheUdpPortIsWhenItIsTaken() throws IOException, InterruptedException {
        final int port = freePort();
        try (DatagramSocket taken = udp()) {
            write(CONFIG.replace("RAIL", "" + taken.getLocalPort()).replace("CONTROL", "" + port));
            assertRefused(1, "weir: rail 127.0.0.1:" + taken.getLocalPort() + ": this UDP port is taken: stop who has "
                + "it ('ss -ulnp' says who), or write another 'port' of 'rail'");
            write(CONFIG.replace("RAIL", "" + port).replace("CONTROL", "" + taken.getLocalPort()));
            assertRefused(1, "weir: control 127.0.0.1:" + taken.getLocalPort() + ": this UDP port is taken: stop who "
                + "has it ('ss -ulnp' says who), or write another 'control'");
        }
    }

    @Test
    void shouldSayThatAnAddressIsNotThisHosts() throws IOException, InterruptedException {
        // 192.0.2.0/24 is for documents: no host has it
        write(CONFIG.replace("127.0.0.1, port: RAIL", "192.0.2.1").replace("CONTROL", "4790"));
        assertRefused(1, "weir: rail 192.0.2.1:4791: this host has no such address: write one that 'ip address' lists "
            + "in 'rail'");
        write(CONFIG.replace("RAIL", "" + freePort()).replace("127.0.0.1:CONTROL", "192.0.2.1:4790"));
        assertRefused(1, "weir: control 192.0.2.1:4790: this host has no such address: write one that 'ip address' "
            + "lists in 'control'");
    }

    @Test
    void shouldSayWhereTheFileIsWrongAndWhatWasMeant() throws IOException, InterruptedException {
        write(CONFIG.replace("rnic: soft", "rnic: verbs").replace("RAIL", "4791").replace("CONTROL", "4790"));
        assertRefused(2, file + ":3:7: 'rail' has no 'device': add it, like device: mlx5_0",
            file + ":3:30: 'address' with rnic: verbs, which takes what the device has: leave it out",
            file + ":3:47: 'port': '4791' is out of bounds: write a whole number from 1 to 255");
        write("""
            host: node1
            directory: run
            rail: {rnic: local}
            tenants:
              - {name: acme, network: blue, ip: 10.1.0.1, memory: 4KiB, limit: {egres: 1Gbit, ingress: 5kW}}
              - {name: acme, network: blue, ip: 10.1.0.2}
            """);
        assertRefused(2,
            file + ":5:55: 'memory': '4KiB' is too small: write 1MiB or more",
            file + ":5:69: unknown key 'egres' in 'limit', did you mean 'egress'?",
            file + ":5:92: 'ingress': '5kW' has the unknown unit 'W': write it like 10Gbit (bits per second) or 1GB/s "
                + "(bytes per second)",
            file + ":6:12: tenant 'acme' is taken in line 5: choose another");
    }

    @Test
    void shouldSayThatTheCaptureCanNotBeWritten() throws IOException, InterruptedException {
        write(CONFIG.replace("port: RAIL", "port: " + freePort() + ", pcap: missing/rail.pcapng")
            .replace("CONTROL", "" + freePort()));
        assertRefused(1, "weir: no capture: can not write " + directory.resolve("missing/rail.pcapng")
            + ": no such directory");
    }

    @Test
    void shouldSayThatThereIsNoFileToRead() throws IOException, InterruptedException {
        assertRefused(2, file + ": no such file");
        Files.createDirectory(file);
        assertRefused(2, file + ": is a directory: name the file in it");
    }

    @Test
    void shouldSayHowLongTheDirectoryMayBe() throws IOException, InterruptedException {
        final String name = "d".repeat(100);
        write("host: node1\ndirectory: " + name + "\nrail: {rnic: local}\n"
            + "tenants: [{name: acme, network: blue, ip: 10.1.0.1}]\n");
        final Path run = directory.resolve(name);
        assertRefused(2, file + ":2:12: 'directory': '" + run + "' has " + run.toString().length()
            + " bytes, more than the 82 there may be, because the sockets in it have at most 107: write a shorter one");
    }

    @Test
    void shouldSayWhoMayNotWriteTheDirectory() throws IOException, InterruptedException {
        write("host: node1\ndirectory: closed/run\nrail: {rnic: local}\n"
            + "tenants: [{name: acme, network: blue, ip: 10.1.0.1}]\n");
        final Path closed = Files.createDirectory(directory.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        try (RouterRun router = RouterRun.as(isRoot() ? POWERLESS : List.of("env"), file)) {
            assertThat(router.errors()).containsExactly("weir: " + closed.resolve("run")
                + ": can not be made: permit this user to write " + closed + ", or choose another directory");
            assertThat(router.status()).isEqualTo(1);
        }
        assertThat(left()).containsExactly("closed", "weir.yaml");
    }

    @Test
    void shouldLeaveARunningRouterAloneWhenASecondIsStarted() throws IOException, InterruptedException {
        write("host: node1\ndirectory: run\nrail: {rnic: local}\n"
            + "tenants: [{name: acme, network: blue, ip: 10.1.0.1}]\n");
        try (RouterRun first = RouterRun.of(file)) {
            first.awaitLine("ready");
            final List<String> before = left();
            try (RouterRun second = RouterRun.of(file)) {
                assertThat(second.errors()).containsExactly("weir: " + directory.resolve("run") + ": another router "
                    + "runs here, process " + first.pid() + ": stop it, or choose another directory");
                assertThat(second.status()).isEqualTo(1);
            }
            assertThat(left()).isEqualTo(before);
            first.signal("TERM");
            assertThat(first.status()).isZero();
        }
    }

    @Test
    void shouldLeaveDamagedCountersAsTheyAre() throws IOException, InterruptedException {
        write("host: node1\ndirectory: run\nrail: {rnic: local}\n"
            + "tenants: [{name: acme, network: blue, ip: 10.1.0.1}]\n");
        final Path counters = Files.createDirectory(directory.resolve("run")).resolve("counters.weir");
        Files.writeString(counters, "scratched".repeat(1_000));
        try (RouterRun router = RouterRun.of(file)) {
            assertThat(router.errors()).containsExactly("weir: " + counters + ": is no file of counters, it does not "
                + "begin like one: restore it, or move it away to begin at zero");
            assertThat(router.status()).isEqualTo(1);
        }
        assertThat(counters).hasContent("scratched".repeat(1_000));
        assertThat(left()).containsExactly("run", "run/counters.weir", "run/router.lock", "weir.yaml");
    }

    private void write(final String text) throws IOException {
        Files.writeString(file, text);
    }

    private void assertRefused(final int status, final String... lines) throws IOException, InterruptedException {
        final List<String> before = left();
        try (RouterRun router = RouterRun.of(file)) {
            assertThat(router.errors()).containsExactly(lines);
            assertThat(router.rest()).isEmpty();
            assertThat(router.status()).isEqualTo(status);
        }
        assertThat(left()).isEqualTo(before);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.skip(1).map(path -> directory.relativize(path).toString()).sorted().toList();
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = udp()) {
            return socket.getLocalPort();
        }
    }

    private static DatagramSocket udp() throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    }
}
