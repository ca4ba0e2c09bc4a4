package io.weir.bench.example.pingpong;

import io.weir.client.AddressHandle;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpType;

/**
 * What is played.
 *
 * @param transport  what carries the messages
 * @param client     whether this side sends first
 * @param size       bytes of a message
 * @param mtu        path MTU
 * @param queuePairs how many
 * @param receives   posted at a time
 * @param exchanges  messages in each direction, of all queue pairs together
 * @param events     sleep on the completion channel instead of polling
 * @param validate   look at every byte
 * @param psn        first PSN of the first queue pair, 24 bits
 */
record Settings(Transport transport, boolean client, int size, Mtu mtu, int queuePairs, int receives, int exchanges,
                boolean events, boolean validate, int psn) {
    /** Whether the queue pairs are not connected. */
    boolean isDatagram() {
        return transport.type() == QpType.UD;
    }

    /** Bytes before a received message: a datagram's GRH. */
    int headerLength() {
        return isDatagram() ? AddressHandle.GRH_LENGTH : 0;
    }

    /** PSN of a queue pair. */
    int psn(final int queuePair) {
        return (psn + queuePair) & 0xff_ffff;
    }
}
