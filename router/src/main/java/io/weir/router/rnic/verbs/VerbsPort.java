package io.weir.router.rnic.verbs;

import io.weir.router.rnic.verbs.ibv.IbvAhAttributes;
import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.router.rnic.verbs.ibv.IbvDeviceAttributes;
import io.weir.router.rnic.verbs.ibv.IbvGidEntry;
import io.weir.router.rnic.verbs.ibv.IbvPortAttributes;
import io.weir.verbs.Gid;
import java.util.Arrays;
import java.util.List;

/** The port of a device that a rail is, and the GID that it sends from. */
final class VerbsPort {
    private static final int HOP_LIMIT = 64;
    private static final int MAX_PKEYS = 128;

    private final IbvContext context;
    private final int number;
    private final IbvDeviceAttributes device;
    private final IbvGidEntry gid;
    private final int[] pkeys;
    private final int mtu;

    private VerbsPort(final IbvContext context, final int number, final IbvDeviceAttributes device,
                      final IbvPortAttributes port, final IbvGidEntry gid) {
        this.context = context;
        this.number = number;
        this.device = device;
        this.gid = gid;
        mtu = port.activeMtu().bytes();
        pkeys = new int[Math.min(MAX_PKEYS, port.pkeyTableLength())];
        for (int i = 0; i < pkeys.length; i++) {
            pkeys[i] = context.queryPkey(number, i);
        }
    }

    /**
     * Looks for it.
     *
     * @param gidIndex in the port's GID table; negative for the first of RoCE version 2 over IPv4
     * @throws IllegalArgumentException with one line for the operator if there is no such port or GID
     */
    static VerbsPort of(final IbvContext context, final int number, final int gidIndex) {
        final IbvDeviceAttributes device = context.queryDevice();
        if (number > device.ports()) {
            throw new IllegalArgumentException(
                context.name() + " has " + device.ports() + " ports and not a port " + number);
        }
        final IbvPortAttributes port = context.queryPort(number);
        final List<IbvGidEntry> table =
            IbvGidEntry.table(context).stream().filter(entry -> entry.port() == number).toList();
        return new VerbsPort(
            context, number, device, port, choose(context.name() + " port " + number, table, gidIndex));
    }

    private static IbvGidEntry choose(final String port, final List<IbvGidEntry> table, final int gidIndex) {
        for (final IbvGidEntry entry : table) {
            final boolean usable = entry.roceV2() && entry.isIpv4();
            if (gidIndex < 0 ? usable : entry.index() == gidIndex) {
                if (!usable) {
                    throw new IllegalArgumentException("GID " + gidIndex + " of " + port + ", " + entry.gid()
                        + ", is not one of RoCE version 2 over IPv4");
                }
                return entry;
            }
        }
        throw new IllegalArgumentException(gidIndex < 0
            ? port + " has no GID of RoCE version 2 over IPv4: does its network interface have an IPv4 address?"
            : port + " has no GID " + gidIndex);
    }

    IbvContext context() {
        return context;
    }

    IbvDeviceAttributes device() {
        return device;
    }

    int number() {
        return number;
    }

    /** Its IPv4 address. */
    int address() {
        return gid.ipv4();
    }

    /** Payload bytes of one packet, at most. */
    int mtu() {
        return mtu;
    }

    /** Where a P_Key stands in the port's table; negative if it does not. */
    int pkeyIndex(final int pkey) {
        for (int i = 0; i < pkeys.length; i++) {
            if (pkeys[i] == pkey) {
                return i;
            }
        }
        return -1;
    }

    /** The way to another port. */
    IbvAhAttributes pathTo(final int address, final int trafficClass, final int hopLimit) {
        return new IbvAhAttributes(
            Gid.ofIpv4(address), number, gid.index(), trafficClass, hopLimit == 0 ? HOP_LIMIT : hopLimit);
    }

    /** Whether packets go, as of now. */
    boolean isActive() {
        return context.queryPort(number).isActive();
    }

    @Override
    public String toString() {
        return context.name() + " port " + number + " GID " + gid.index() + " (" + gid.gid() + "), P_Keys "
            + Arrays.toString(pkeys);
    }
}
