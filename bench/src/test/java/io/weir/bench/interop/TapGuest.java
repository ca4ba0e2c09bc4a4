package io.weir.bench.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The guest of {@code bench/guest/guest}, joined to this network namespace by a tap. */
final class TapGuest implements AutoCloseable {
    static final String ADDRESS = "192.168.77.2";
    static final String HOST_ADDRESS = "192.168.77.1";
    static final int PEER_PORT = 5001;

    private static final int SHELL_PORT = 5000;
    private static final int PATIENCE_MS = 120_000;
    private static final String STATUS = "EXIT ";

    private final Process process;

    private TapGuest(final Process process) {
        this.process = process;
    }

    /**
     * Boots it; what it says beside ready goes to this process's standard error.
     *
     * @param project the project's directory
     * @param peer    {@code verbs_peer}, compiled
     */
    static TapGuest boot(final Path project, final Path peer) throws IOException {
        final Path scripts = project.resolve("bench/guest");
        final Process process = new ProcessBuilder("setpriv", "--pdeathsig", "TERM",
            scripts.resolve("guest").toString(), "--tap", "--memory", "1024", "--timeout", "400",
            "--load", "sch_netem", "--load", "ifb", "--load", "cls_matchall", "--load", "act_mirred",
            "run", scripts.resolve("peer/serve").toString(), peer.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final TapGuest guest = new TapGuest(process);
        try {
            for (String line = process.inputReader().readLine(); !"ready".equals(line);
                line = process.inputReader().readLine()) {
                if (line == null) {
                    throw new IOException("the guest did not come up: exit status " + process.waitFor());
                }
                System.err.println(line);
            }
            return guest;
        } catch (final InterruptedException thrown) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", thrown);
        }
    }

    /** Starts a command there; its lines, and at last its exit status, are to be taken from what this returns. */
    static Run start(final String command) throws IOException {
        return new Run(command);
    }

    /** Runs a command there to its end; all that it said. Fails unless it exits with 0. */
    static List<String> run(final String command) throws IOException {
        try (Run run = new Run(command)) {
            return run.finish();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException thrown) {
            Thread.currentThread().interrupt();
        }
    }

    /** A command that runs in the guest. */
    static final class Run implements AutoCloseable {
        private final String command;
        private final Socket socket = new Socket();
        private final BufferedReader in;
        private final List<String> said = new ArrayList<>();

        private Run(final String command) throws IOException {
            this.command = command;
            socket.connect(new InetSocketAddress(ADDRESS, SHELL_PORT), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(
                ("{ " + command + "; } 2>&1; echo " + STATUS + "$?; exit\n").getBytes(StandardCharsets.UTF_8));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Reads until it says a line that begins so; the rest of that line. */
        String await(final String begin) throws IOException {
            String line = next();
            while (!line.startsWith(begin)) {
                if (line.startsWith(STATUS)) {
                    throw failure(line);
                }
                said.add(line);
                line = next();
            }
            return line.substring(begin.length());
        }

        /** Reads to the end. */
        List<String> finish() throws IOException {
            for (String line = next(); !line.equals(STATUS + 0); line = next()) {
                if (line.startsWith(STATUS)) {
                    throw failure(line);
                }
                said.add(line);
            }
            return said;
        }

        private String next() throws IOException {
            try {
                final String line = in.readLine();
                if (line == null) {
                    throw failure("the connection ended");
                }
                return line;
            } catch (final SocketTimeoutException thrown) {
                throw new IOException(failure("silence for " + PATIENCE_MS / 1000 + " s").getMessage(), thrown);
            }
        }

        private IOException failure(final String why) {
            return new IOException("in the guest, '" + command + "': " + why + "; it said " + said);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
