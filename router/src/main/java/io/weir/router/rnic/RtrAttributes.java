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
 */
public record RtrAttributes(int address, int port, int qpNumber, Mtu pathMtu, int rqPsn, int access, int minRnrTimer,
                            int maxDestReadAtomic) {
}
