package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.WcFlags;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The way to another device, for datagrams ({@code ibv_ah}): one serves all queue pairs of its protection domain and
 * all queue pairs of that device. Any thread.
 */
public final class AddressHandle extends Handle {
    /** Bytes before a datagram's payload in its receive: room for them must be posted too. */
    public static final int GRH_LENGTH = 40;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int VERSION_SHIFT = 28;
    private static final int IPV6 = 6;
    private static final int IPV6_SOURCE_OFFSET = 8;
    private static final int TRAFFIC_CLASS_SHIFT = 20;
    private static final int IPV4 = 4;
    /** An IPv4 header stands at the end of the 40 bytes (IBTA volume 1, annex A17.4.5.1). */
    private static final int IPV4_OFFSET = 20;
    private static final int IPV4_SERVICE_SHIFT = 16;
    private static final int IPV4_SOURCE_OFFSET = IPV4_OFFSET + 12;
    private static final int BYTE = 0xFF;

    private final AhAttributes attributes;

    AddressHandle(final ProtectionDomain pd, final int number, final AhAttributes attributes) {
        super(pd.session, ObjectKind.AH, number, pd);
        this.attributes = attributes;
    }

    /**
     * The way back to a datagram's sender ({@code ibv_create_ah_from_wc}), whose queue pair is
     * {@link WorkCompletion#sourceQp()}.
     *
     * @param pd  of the queue pair that is to answer
     * @param wc  the receive's completion
     * @param grh the receive's first {@value #GRH_LENGTH} bytes
     * @throws VerbsException EINVAL if the completion has no GRH; as {@link ProtectionDomain#createAh}
     */
    public static AddressHandle fromWorkCompletion(
        final ProtectionDomain pd, final WorkCompletion wc, final MemorySegment grh) {
        final String verb = "create address handle from work completion";
        if (!wc.isSuccess() || (wc.flags() & WcFlags.GRH) == 0 || grh.byteSize() < GRH_LENGTH) {
            throw new VerbsException(Errno.EINVAL, verb, "there is no GRH of " + GRH_LENGTH + " bytes");
        }
        final int first = grh.get(INT, 0);
        if (first >>> VERSION_SHIFT == IPV6) {
            final Gid source =
                new Gid(grh.get(LONG, IPV6_SOURCE_OFFSET), grh.get(LONG, IPV6_SOURCE_OFFSET + Long.BYTES));
            return pd.createAh(new AhAttributes(source, 0, 1, first >>> TRAFFIC_CLASS_SHIFT & BYTE, 0));
        }
        final int ipv4 = grh.get(INT, IPV4_OFFSET);
        if (ipv4 >>> VERSION_SHIFT == IPV4) {
            return pd.createAh(new AhAttributes(
                Gid.ofIpv4(grh.get(INT, IPV4_SOURCE_OFFSET)), 0, 1, ipv4 >>> IPV4_SERVICE_SHIFT & BYTE, 0));
        }
        throw new VerbsException(Errno.EINVAL, verb, "the GRH is neither of IPv6 nor of IPv4");
    }

    /** What it was made of. */
    public AhAttributes attributes() {
        return attributes;
    }

    @Override
    String noun() {
        return "address handle";
    }

    @Override
    String name() {
        return number() + " to " + attributes.destGid();
    }
}
