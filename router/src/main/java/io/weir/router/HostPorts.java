package io.weir.router;

import io.weir.router.config.Endpoint;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.UdpSocket;
import io.weir.verbs.Errno;
import java.io.IOException;

/** The UDP ports of a router: why one can not be had, and what its operator can do. */
final class HostPorts {
    private HostPorts() {
    }

    /** Refuses a control endpoint that can not be bound, before the driver that will bind it is started. */
    static void checkControl(final Endpoint control) throws IOException {
        try {
            Fd.close(UdpSocket.bind(control.address(), control.port()));
        } catch (final LinuxException thrown) {
            throw refusal("control", control, thrown, "'control'");
        }
    }

    /** For a rail's socket that could not be made. */
    static IOException railRefusal(final Endpoint rail, final LinuxException thrown) {
        return refusal("rail", rail, thrown, thrown.errno() == Errno.EADDRINUSE ? "'port' of 'rail'" : "'rail'");
    }

    private static IOException refusal(final String what, final Endpoint endpoint, final LinuxException thrown,
                                       final String key) {
        final String why = switch (thrown.errno()) {
            case Errno.EADDRINUSE -> "this UDP port is taken: stop who has it ('ss -ulnp' says who), or write another "
                + key;
            case Errno.EADDRNOTAVAIL -> "this host has no such address: write one that 'ip address' lists in " + key;
            case Errno.EACCES -> "this user may not bind this UDP port: write one above 1023 in " + key;
            default -> thrown.getMessage();
        };
        return new IOException(what + " " + endpoint + ": " + why, thrown);
    }
}
