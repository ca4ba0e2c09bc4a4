package io.weir.router.rnic;

import io.weir.verbs.Mtu;

/**
 * What a queue pair must know to receive ({@code IBV_QP_STATE} to RTR).
 *
 * @param address      peer's physical IPv4 address, 127.0.0.1 being 0x7F000001; 0 for same host
 * @param port         peer's UDP port; 4791 unless a test says otherwise
 * @param qpNumber     peer's physical queue pair number
 * @param pathMtu      payload of one packet
 * @param rqPsn        first PSN expected, 24 bits
 * @param access       {@link io.weir.verbs.AccessFlags} of the queue pair itself
 * @param minRnrTimer  IBTA code 0..31 of the delay asked for in an RNR NAK (0 is 655.36 ms)
 * @param maxDestReadAtomic READs and atomics of the peer served at a time
 * @param qkey         Q_Key that datagrams must carry; UD only, which ignores all but this and the P_Key
 * @param pkey         P_Key, 16 bits; {@link #DEFAULT_PKEY} unless the network has partitions
 */
public record RtrAttributes(int address, int port, int qpNumber, Mtu pathMtu, int rqPsn, int access, int minRnrTimer,
                            int maxDestReadAtomic, int qkey, int pkey) {
    /** Full member of the default partition (IBTA volume 1, section 10.9.1.2). */
    public static final int DEFAULT_PKEY = 0xFFFF;

    /** For a connected queue pair in the default partition. */
    public RtrAttributes(final int address, final int port, final int qpNumber, final Mtu pathMtu, final int rqPsn,
                         final int access, final int minRnrTimer, final int maxDestReadAtomic) {
        this(address, port, qpNumber, pathMtu, rqPsn, access, minRnrTimer, maxDestReadAtomic, 0, DEFAULT_PKEY);
    }

    /** For a datagram queue pair in the default partition. */
    public static RtrAttributes datagram(final int qkey) {
        return new RtrAttributes(0, 0, 0, Mtu.MTU_4096, 0, 0, 0, 0, qkey, DEFAULT_PKEY);
    }
}
