package io.weir.bench.rail;

/** The contenders whose rows are compared. */
final class Names {
    static final String RNIC = "SoftRnic";
    static final String PRODUCT = "Weir: tenants, routers";
    static final String UDP = "UDP GSO/GRO + CRC (limit)";
    static final String NIO = "TCP, NIO";
    static final String UCX = "UCX over TCP";
    static final int FEW = 10;
    static final int MANY = 1000;

    private Names() {
    }

    static String of(final String name, final int queuePairs) {
        return name + ", " + queuePairs + " QPs";
    }
}
