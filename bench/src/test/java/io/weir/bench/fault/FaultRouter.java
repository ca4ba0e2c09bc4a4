package io.weir.bench.fault;

import io.weir.bench.Weir;
import io.weir.bench.process.JavaProgram;
import io.weir.router.admin.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A router's process over the device, and what it holds. */
final class FaultRouter implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path directory;
    private final Path log;

    private FaultRouter(final Process process, final Path directory, final Path log) {
        this.process = process;
        this.directory = directory;
        this.log = log;
    }

    /** Starts one of two: {@code number} is 1 or 2; {@code tenants} are its own, then the other's. */
    static FaultRouter start(final Path scratch, final int number, final String device, final String address,
                             final FaultTenant[] own, final FaultTenant[] others) throws IOException {
        final Path directory = scratch.resolve("host" + number);
        final StringBuilder yaml = new StringBuilder("""
            host: host%1$d
            directory: %2$s
            rail: {rnic: verbs, device: %3$s}
            control: 127.0.0.%1$d:4790
            peers:
              - name: host%4$d
                control: 127.0.0.%4$d:4790
                rail: %5$s:4791
                devices:
            """.formatted(number, directory, device, 3 - number, address));
        for (final FaultTenant tenant : others) {
            yaml.append("      - {network: blue, ip: ").append(tenant.ip()).append("}\n");
        }
        yaml.append("tenants:\n");
        for (final FaultTenant tenant : own) {
            yaml.append("  - {name: ").append(tenant).append(", network: blue, ip: ").append(tenant.ip()).append("}\n");
        }
        final Path config = Files.writeString(scratch.resolve("host" + number + ".yaml"), yaml);
        final Path log = scratch.resolve("host" + number + ".log");
        final Process process = new ProcessBuilder(
            new JavaProgram(Weir.class).quickStart().heap(64).arguments("router", "--config", config).command())
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        return new FaultRouter(process, directory, log);
    }

    /** Waits until its log has that. */
    void awaitLog(final String text) throws IOException {
        Patience.await(PATIENCE, () -> log() + " has: " + text, () -> log().contains(text) || !process.isAlive());
        if (!log().contains(text)) {
            throw new AssertionError("ended without '" + text + "': " + log());
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Path tenantDirectory(final FaultTenant tenant) {
        return directory.resolve("tenants").resolve(tenant.toString());
    }

    /** What there is to say of its rail. The first answer of an emulated router may take longer than is waited. */
    String rail() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new AdminClient(directory.resolve("admin.sock")).status().rail();
            } catch (final IOException slow) {
                if (attempt == ATTEMPTS) {
                    throw slow;
                }
                System.out.println("asked again: " + slow.getMessage());
            }
        }
    }

    /** Open file descriptors. */
    long descriptors() throws IOException {
        return count(Path.of("/proc/" + process.pid() + "/fd"));
    }

    /** Open descriptors of RDMA devices. */
    long deviceDescriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return descriptors.filter(FaultRouter::isOfDevice).count();
        }
    }

    private static boolean isOfDevice(final Path descriptor) {
        try {
            final String target = Files.readSymbolicLink(descriptor).toString();
            return target.contains("/infiniband/") || target.contains("[infinibandevent]");
        } catch (final IOException closedMeanwhile) {
            return false;
        }
    }

    /** Shared memory mappings: segments of tenants, not what the JVM makes for itself. */
    long sharedMappings() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
            return maps.filter(line -> line.split(" +", 3)[1].endsWith("s")).count();
        }
    }

    /** Resident memory in KiB. */
    long residentKib() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).sum();
        }
    }

    private static long count(final Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    /** Asks it to stop: its exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still runs " + PATIENCE + " after SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
