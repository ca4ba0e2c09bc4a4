package io.weir.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What carries the packets. */
enum FabricKind {
    /** Everybody on one host: memory to memory. */
    LOCAL,
    /** Left on one host, right and the stranger on another: RoCEv2 over UDP. */
    SOFT,
    /** As before, but neither host knows of the other: to each the other is an endpoint of an external network. */
    EXTERNAL;

    private Fabric fabric;

    /** Whether tenants see virtual names. */
    boolean isVirtual() {
        return this != EXTERNAL;
    }

    /** The one of this kind; it stays for the other test classes of this process. */
    synchronized Fabric fabric() {
        if (fabric == null) {
            try {
                fabric = new RouterFabric(this);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(fabric::close));
        }
        return fabric;
    }
}
