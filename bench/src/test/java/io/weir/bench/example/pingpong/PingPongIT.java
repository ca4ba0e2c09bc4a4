package io.weir.bench.example.pingpong;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.RouterService;
import io.weir.router.admin.EventSink;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Two tenants of two routers that do not know each other. */
class PingPongIT {
    @TempDir
    private Path directory;
    private final List<RouterService> routers = new ArrayList<>();

    @BeforeEach
    void startRouters() throws IOException, ConfigException {
        final int port = railPort();
        for (int i = 1; i <= 2; i++) {
            final Path file = Files.writeString(directory.resolve(i + ".yaml"), """
                host: host%1$d
                directory: %1$d
                rail: {rnic: soft, address: 127.0.0.%1$d, port: %2$d}
                networks: [{name: fabric, external: 127.0.0.%3$d}]
                tenants: [{name: acme, network: fabric}]
                """.formatted(i, port, 3 - i));
            routers.add(RouterService.start(RouterConfigLoader.load(file), EventSink.ofText(line -> { })));
        }
    }

    @AfterEach
    void stopRouters() throws IOException {
        for (final RouterService router : routers) {
            router.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rc -c", "rc -c -e -s 100000 -n 50 --psn 16777210", "uc -c", "ud -c", "srq -c",
        "srq -c -e -q 3 -r 3"})
    void shouldPlayToTheEndWhateverTheTransport(final String options) throws Exception {
        final int port = freePort();
        final CompletableFuture<String> server =
            CompletableFuture.supplyAsync(() -> play("1", options + " -p " + port));
        final String client = play("2", options + " -p " + port + " 127.0.0.1");
        assertThat(client).contains(" iters in ").contains("GID ::ffff:127.0.0.1");
        assertThat(server.get(30, TimeUnit.SECONDS)).contains(" iters in ").contains("GID ::ffff:127.0.0.2");
    }

    /** What it printed; a client tries again until the server listens. */
    private String play(final String host, final String options) {
        final List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("-d", directory.resolve(host).resolve("tenants/acme").toString()));
        for (int tries = 0; ; tries++) {
            final StringWriter said = new StringWriter();
            final int status = new CommandLine(new PingPongCommand()).setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((thrown, command, parsed) -> {
                    said.append(String.valueOf(thrown.getMessage()));
                    return 1;
                })
                .setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true))
                .execute(arguments.toArray(String[]::new));
            if (tries == 200 || !said.toString().contains("Connection refused")) {
                assertThat(status).as(said::toString).isZero();
                return said.toString();
            }
        }
    }

    private static int railPort() throws IOException {
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
