package io.weir.bench.demo;

import java.util.Locale;

/** Who takes part. */
enum DemoTenant {
    ACME(1, 0),
    GLOBEX(2, 200_000_000L),
    INITECH(3, 0),
    /** Whose processes run under another user id than the demo's: nobody here may attach as umbrella. */
    UMBRELLA(4, 0);

    private final int network;
    private final long limit;

    DemoTenant(final int network, final long limit) {
        this.network = network;
        this.limit = limit;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bits a second it may send, or 0 for no limit. */
    long limit() {
        return limit;
    }

    /** Its device's virtual address on a host. */
    String virtualAddress(final int host) {
        return "10." + network + ".0." + host;
    }
}
