package io.weir.bench.rail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two network namespaces joined by a veth pair, made here and gone when closed: needs root. */
public final class VethPair implements Place {
    private static final String ADDRESS = "10.247.48.";
    private static final int LARGE_MTU = 4200;

    private final int mtu;
    private final String prefix = "weir-" + ProcessHandle.current().pid() + "-";
    private boolean closed;

    private VethPair(final int mtu) {
        this.mtu = mtu;
    }

    /** Makes one with that MTU. */
    public static VethPair make(final int mtu) throws IOException, InterruptedException {
        final VethPair pair = new VethPair(mtu);
        final Thread hook = new Thread(pair::close);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            for (int end = 0; end < 2; end++) {
                ip("netns", "add", pair.namespace(end));
                ip("-n", pair.namespace(end), "link", "set", "lo", "up");
            }
            ip("link", "add", pair.device(0), "netns", pair.namespace(0), "mtu", Integer.toString(mtu), "type", "veth",
                "peer", "name", pair.device(1), "netns", pair.namespace(1), "mtu", Integer.toString(mtu));
            for (int end = 0; end < 2; end++) {
                ip("-n", pair.namespace(end), "addr", "add", pair.address(end) + "/24", "dev", pair.device(end));
                ip("-n", pair.namespace(end), "link", "set", pair.device(end), "up");
            }
            return pair;
        } catch (final IOException | InterruptedException e) {
            pair.close();
            throw e;
        }
    }

    private static void ip(final String... arguments) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("network namespaces and veth pairs need root: '" + String.join(" ", command)
                + "' said: " + said);
        }
    }

    /** The file that a namespace, 0 or 1, is known by. */
    public Path namespaceFile(final int end) {
        return Path.of("/run/netns", namespace(end));
    }

    private String namespace(final int end) {
        return prefix + end;
    }

    @Override
    public String name() {
        return "veth pair, MTU " + mtu;
    }

    @Override
    public int payload() {
        return mtu >= LARGE_MTU ? 4096 : 1024;
    }

    @Override
    public String address(final int end) {
        return ADDRESS + (1 + end);
    }

    @Override
    public String device(final int end) {
        return "weir" + end;
    }

    @Override
    public List<String> at(final int end, final List<String> command) {
        final List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace(end)));
        whole.addAll(command);
        return whole;
    }

    /** With the namespaces go their devices. Harmless when repeated. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (int end = 0; end < 2; end++) {
            try {
                ip("netns", "del", namespace(end));
            } catch (final IOException e) {
                // it was not made yet
                continue;
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
