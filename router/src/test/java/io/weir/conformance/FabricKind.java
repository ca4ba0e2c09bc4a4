package io.weir.conformance;

import io.weir.verbs.AsyncEventType;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What carries the packets. */
enum FabricKind {
    /** Everybody on one host: memory to memory. */
    LOCAL,
    /** Left on one host, right and the stranger on another: RoCEv2 over UDP. */
    SOFT,
    /** As before, but neither host knows of the other: to each the other is an endpoint of an external network. */
    EXTERNAL,
    /** As SOFT, but both over the RDMA device of this machine that {@value #DEVICE} names. */
    VERBS;

    /** System property: the kinds to test, with commas between. If not given, those that need no device. */
    static final String CHOSEN = "weir.conformance.fabrics";

    /** System property: which device {@link #VERBS} is about. */
    static final String DEVICE = "weir.verbs.device";

    /** Receives of one queue pair that the router keeps in a device. */
    private static final int DEVICE_RECEIVES = 32;

    private Fabric fabric;

    /** Whether tenants see virtual names. */
    boolean isVirtual() {
        return this != EXTERNAL;
    }

    /** Whether an RNIC tells what a device does not: which messages were solicited, and why one was refused. */
    boolean tellsAll() {
        return this != VERBS;
    }

    /** How a sender fails whose message was longer than the receive; rxe takes that for an error of the responder's. */
    WcStatus statusOfTooLong() {
        return tellsAll() ? WcStatus.REM_INV_REQ_ERR : WcStatus.REM_OP_ERR;
    }

    /** What tells a responder that it refused a request, if the verbs call that {@code event}. */
    AsyncEventType refusal(final AsyncEventType event) {
        return tellsAll() ? event : AsyncEventType.QP_FATAL;
    }

    /**
     * Whether an unreliable queue pair drops what its receive has no room for (IBTA volume 1, 9.8.2.2.1 and 9.8.3.2);
     * rxe completes the receive with an error instead, which ends the queue pair.
     */
    boolean dropsWhatDoesNotFit() {
        return this != VERBS;
    }

    /**
     * How many messages that follow each other find a receive, if so many are posted: an RNIC that looks into the queue
     * when a message comes finds all of them; a device finds what was handed to it.
     */
    int receivesAtHand() {
        return this == VERBS ? DEVICE_RECEIVES : Integer.MAX_VALUE;
    }

    /** Those that the system property names. */
    static List<FabricKind> chosen() {
        final String names = System.getProperty(CHOSEN);
        return names == null ? List.of(LOCAL, SOFT, EXTERNAL)
            : Arrays.stream(names.split(",")).map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT))).toList();
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
