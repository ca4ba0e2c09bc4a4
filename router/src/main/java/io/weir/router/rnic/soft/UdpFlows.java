package io.weir.router.rnic.soft;

import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.UdpSocket;
import io.weir.verbs.Errno;

/**
 * The sockets that packets leave by, each with a source port of its own: networks with several paths choose one by the
 * ports, and so spread queue pairs over their paths while each keeps to one (annex A17.9.2 leaves the source port for
 * that). A port out of [0xC000, 0xFFFF] is derived from both queue pair numbers as Linux does it for all its RNICs
 * ({@code rdma_flow_label_to_udp_sport}); its upper bits say which of the sockets here it is, whose port has the same.
 */
final class UdpFlows implements AutoCloseable {
    static final int COUNT = 16;

    private static final int FIRST_PORT = 0xC000;
    private static final int PORT_BITS = 14;
    private static final int PORTS_PER_FLOW = (1 << PORT_BITS) / COUNT;
    private static final int LABEL_MASK = 0xFFFFF;
    private static final int SEND_BUFFER = 4 << 20;
    /** They receive nothing. */
    private static final int RECEIVE_BUFFER = 4096;

    private final int[] fds = new int[COUNT];
    private final int[] ports = new int[COUNT];
    private int opened;

    UdpFlows(final int address) {
        try {
            while (opened < COUNT) {
                fds[opened] = bind(address, FIRST_PORT + opened * PORTS_PER_FLOW);
                ports[opened] = UdpSocket.localPort(fds[opened]);
                opened++;
                setUp(fds[opened - 1]);
            }
        } catch (final RuntimeException thrown) {
            close();
            throw thrown;
        }
    }

    private static int bind(final int address, final int firstPort) {
        for (int port = firstPort; port < firstPort + PORTS_PER_FLOW - 1; port++) {
            try {
                return UdpSocket.bind(address, port);
            } catch (final LinuxException thrown) {
                if (thrown.errno() != Errno.EADDRINUSE) {
                    throw thrown;
                }
            }
        }
        return UdpSocket.bind(address, firstPort + PORTS_PER_FLOW - 1);
    }

    private static void setUp(final int fd) {
        UdpSocket.pathMtuDiscovery(fd, UdpSocket.PMTU_DO);
        UdpSocket.typeOfService(fd, Route.DEFAULT_TRAFFIC_CLASS);
        UdpSocket.timeToLive(fd, Route.DEFAULT_HOP_LIMIT);
        UdpSocket.sendBuffer(fd, SEND_BUFFER);
        UdpSocket.receiveBuffer(fd, RECEIVE_BUFFER);
    }

    /** The flow of a queue pair and its peer. */
    static int of(final int queuePair, final int remoteQueuePair) {
        final long product = (long) queuePair * remoteQueuePair;
        final long folded = product ^ product >>> 20;
        final int label = (int) (folded ^ folded >>> 40) & LABEL_MASK;
        final int port = (label ^ label >>> PORT_BITS) & (1 << PORT_BITS) - 1;
        return port / PORTS_PER_FLOW;
    }

    int fd(final int flow) {
        return fds[flow];
    }

    /** Its source port. */
    int port(final int flow) {
        return ports[flow];
    }

    @Override
    public void close() {
        while (opened > 0) {
            Fd.close(fds[--opened]);
        }
    }
}
