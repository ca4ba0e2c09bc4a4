package io.weir.router.config;

import io.weir.policy.Ipv4;

/**
 * An address and a port of this host or a peer.
 *
 * @param address physical IPv4 address, see {@link Ipv4}
 * @param port    1 to 65535
 */
public record Endpoint(int address, int port) {
    /** Where SBE control messages go between routers unless the configuration says otherwise. */
    public static final int DEFAULT_CONTROL_PORT = 4790;
    /** RoCEv2's port, as IANA gave it. */
    public static final int DEFAULT_RAIL_PORT = 4791;

    private static final int LOOPBACK_NETWORK = 127;
    private static final String EVERYWHERE = "0.0.0.0:";
    private static final String ANY_HOST = "127.0.0.1:";

    /** Reads {@code a.b.c.d:port}. */
    static Endpoint parse(final String text) {
        final int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' has no port: write it like 10.0.0.1:4790");
        }
        final int address = parseHostAddress(text.substring(0, colon));
        final String port = text.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("'" + port + "' is no port: write a number from 1 to 65535");
        }
        return new Endpoint(address, Integer.parseInt(port));
    }

    /** Likewise, where a host may listen: on one of its addresses, or with 0.0.0.0 on all. */
    static Endpoint parseListening(final String text) {
        return text.startsWith(EVERYWHERE) ? new Endpoint(0, parse(ANY_HOST + text.substring(EVERYWHERE.length())).port)
            : parse(text);
    }

    /** Likewise, of the loopback interface alone. */
    static Endpoint parseLoopback(final String text) {
        final Endpoint endpoint = parse(text);
        if (endpoint.address >>> 24 != LOOPBACK_NETWORK) {
            throw new IllegalArgumentException("'" + text + "' is no address of the loopback interface, and nobody is"
                + " asked for a password there: write 127.0.0.1:" + endpoint.port
                + ", and have a proxy that knows its users lead there, or say 'exposed: true' where only who may look"
                + " reaches it");
        }
        return endpoint;
    }

    /** Reads the address of a host: unicast. */
    static int parseHostAddress(final String text) {
        final int address = Ipv4.parse(text);
        if (!Ipv4.isUnicast(address)) {
            throw new IllegalArgumentException(
                "'" + text + "' is no address of one host: write the one that peers reach it by");
        }
        return address;
    }

    /** As an Aeron UDP channel and people write it. */
    @Override
    public String toString() {
        return Ipv4.format(address) + ":" + port;
    }
}
