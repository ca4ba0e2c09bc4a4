package io.weir.router.config;

import io.weir.policy.Ipv4;
import io.weir.policy.Rate;

/**
 * The rail of a router.
 *
 * @param kind    which RNIC drives it
 * @param address its physical IPv4 address, see {@link Ipv4}; 0 for {@link Kind#LOCAL}
 * @param port    its UDP port; 0 for {@link Kind#LOCAL}
 * @param mtu     payload bytes of one packet: 256, 512, 1024, 2048 or 4096; 0 for as many as its interface has
 *                room for
 * @param capture where its packets go, too; null for nowhere; only with {@link Kind#SOFT}
 * @param device  which port of which RDMA device it is; null but with {@link Kind#VERBS}
 * @param capacity what the tenants share of it, in each direction; unlimited for as much as its RNIC does
 */
public record RailConfig(Kind kind, int address, int port, int mtu, CaptureConfig capture, DeviceConfig device,
                         Rate capacity) {
    /** What drives a rail. */
    public enum Kind {
        /** No rail: tenants of this host reach each other and nobody else. */
        LOCAL,
        /** The software RNIC: RoCEv2 over UDP. */
        SOFT,
        /** An RDMA device, by libibverbs. Its address is what the device's GID says; 0 if that is not known yet. */
        VERBS
    }

    static final RailConfig NONE = new RailConfig(Kind.LOCAL, 0, 0, 4096);

    /** Without a capture. */
    public RailConfig(final Kind kind, final int address, final int port, final int mtu) {
        this(kind, address, port, mtu, null, null, Rate.unlimited(Rate.Unit.BITS));
    }

    static RailConfig ofDevice(final DeviceConfig device) {
        return new RailConfig(Kind.VERBS, device.address(), Endpoint.DEFAULT_RAIL_PORT, NONE.mtu, null, device,
            NONE.capacity);
    }

    RailConfig withCapture(final CaptureConfig newCapture) {
        return new RailConfig(kind, address, port, mtu, newCapture, device, capacity);
    }

    RailConfig withCapacity(final Rate newCapacity) {
        return new RailConfig(kind, address, port, mtu, capture, device, newCapacity);
    }

    /** For people. */
    @Override
    public String toString() {
        return describe() + (capacity.isUnlimited() ? "" : ", capacity " + capacity);
    }

    private String describe() {
        return switch (kind) {
            case LOCAL -> "local";
            case SOFT -> "soft " + Ipv4.format(address) + ":" + port + (mtu == 0 ? "" : " mtu " + mtu)
                + (capture == null ? "" : ", captured in " + capture.file());
            case VERBS -> "verbs " + device + (address == 0 ? "" : ", " + Ipv4.format(address));
        };
    }
}
