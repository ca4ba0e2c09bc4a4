package io.weir.bench.demo;

import io.weir.bench.process.JavaProgram;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;

/** Where the demo's hosts are, and how its processes are started there. */
interface Site {
    /** This machine, under this user: the hosts are addresses of its loopback interface. */
    Site HERE = new Site() {
        @Override
        public String address(final int host) {
            return "127.0.0." + host;
        }

        @Override
        public void requireFree(final String address, final int port) throws IOException {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.setReuseAddress(false);
                socket.bind(new InetSocketAddress(address, port));
            } catch (final SocketException e) {
                throw new IOException("UDP " + address + ":" + port + ": " + e.getMessage()
                    + "; is another demo or router running?", e);
            }
        }

        @Override
        public int uid(final DemoTenant tenant, final int runner) {
            return tenant == DemoTenant.UMBRELLA ? runner + 1 : runner;
        }

        @Override
        public List<String> router(final HostConfig config, final Path directory, final Path file) {
            return config.scale().tune(new JavaProgram(RouterProcess.class)).heap(128)
                .arguments("--config", file).command();
        }

        @Override
        public List<String> tenant(final String name, final DemoTenant tenant, final JavaProgram program,
                                   final List<Path> paths) {
            return program.heap(64).command();
        }
    };

    /** A host's address: 1 or 2. */
    String address(int host);

    /** Throws if a router can not have that UDP port of its host. */
    void requireFree(String address, int port) throws IOException;

    /** The user who may attach as a tenant, if the demo is run by that one. */
    int uid(DemoTenant tenant, int runner);

    /** The command that runs a host's router, in that run directory. */
    List<String> router(HostConfig config, Path directory, Path file) throws IOException;

    /**
     * The command that runs a tenant's process.
     *
     * @param paths what it has of the hosts' files, and nothing else: tenants' directories, files to read
     */
    List<String> tenant(String name, DemoTenant tenant, JavaProgram program, List<Path> paths);
}
