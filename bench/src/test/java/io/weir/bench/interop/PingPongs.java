package io.weir.bench.interop;

import io.weir.bench.example.pingpong.PingPongCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/** {@code weir pingpong} here and a program of libibverbs in the guest, on TCP port 18515. */
final class PingPongs {
    /** In proc_pid_net(5)'s tables: that local port, any remote one, state LISTEN. */
    private static final String LISTENER = ":4853 0*:0000 0A";
    private static final String LISTENING = "grep -q '" + LISTENER + "' /proc/net/tcp /proc/net/tcp6";
    private static final String[] TCP_TABLES = {"/proc/net/tcp", "/proc/net/tcp6"};

    private final Path tenant;

    PingPongs(final Path tenant) {
        this.tenant = tenant;
    }

    /** The tenant is the client. */
    void asClient(final String transport, final String ours, final String theirs) throws IOException {
        try (TapGuest.Run guest = TapGuest.start("ibv_" + transport + "_pingpong -g 1 " + theirs
            + " & until " + LISTENING + "; do sleep 0.02; done; echo listening: $!; wait $!")) {
            final String process = guest.await("listening: ");
            try {
                play(transport, ours + " " + TapGuest.ADDRESS);
            } catch (final IOException thrown) {
                TapGuest.run("kill " + process + " || true");
                throw new IOException(thrown.getMessage() + "; in the guest: " + ending(guest), thrown);
            }
            guest.finish();
        }
    }

    /** The tenant is the server. */
    void asServer(final String transport, final String ours, final String theirs)
        throws IOException, InterruptedException {
        final CompletableFuture<Void> server = CompletableFuture.runAsync(() -> {
            try {
                play(transport, ours);
            } catch (final IOException thrown) {
                throw new IllegalStateException(thrown.getMessage(), thrown);
            }
        });
        while (!isListening() && !server.isDone()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        IOException failure = null;
        if (!server.isDone()) {
            try {
                TapGuest.run("ibv_" + transport + "_pingpong -g 1 " + theirs + " " + TapGuest.HOST_ADDRESS);
            } catch (final IOException thrown) {
                failure = thrown;
            }
        }
        try {
            server.get();
        } catch (final ExecutionException thrown) {
            throw new IOException((failure == null ? "" : failure.getMessage() + "; here: ")
                + thrown.getCause().getMessage(), thrown);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void play(final String transport, final String options) throws IOException {
        final StringWriter said = new StringWriter();
        final List<String> arguments = new ArrayList<>(List.of(transport, "-d", tenant.toString()));
        arguments.addAll(Stream.of(options.split(" ")).filter(each -> !each.isEmpty()).toList());
        final int status = new CommandLine(new PingPongCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((thrown, command, parsed) -> {
                said.append(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage());
                return 1;
            })
            .setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true))
            .execute(arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IOException("weir pingpong " + arguments + ": exit status " + status + "; it said "
                + said.toString().lines().toList());
        }
    }

    private static String ending(final TapGuest.Run guest) {
        try {
            return String.valueOf(guest.finish());
        } catch (final IOException thrown) {
            return thrown.getMessage();
        }
    }

    private static boolean isListening() throws IOException {
        for (final String table : TCP_TABLES) {
            if (Pattern.compile(LISTENER).matcher(Files.readString(Path.of(table))).find()) {
                return true;
            }
        }
        return false;
    }
}
