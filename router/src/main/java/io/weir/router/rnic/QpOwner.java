package io.weir.router.rnic;

import io.weir.verbs.AsyncEventType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** Who made a queue pair, and hears of what happens on it. Called on the data-path thread; must not throw. */
public interface QpOwner {
    /**
     * A send work request is done: in the order of posting, exactly once each, flushed ones included.
     * Any status but SUCCESS says that the queue pair is in ERR.
     */
    void onSendCompleted(long id, WcStatus status);

    /**
     * A receive is done, exactly once each. Any status but SUCCESS says that the queue pair is in ERR.
     *
     * @param opcode    {@link WcOpcode#RECV} or {@link WcOpcode#RECV_RDMA_WITH_IMM}; of no meaning unless SUCCESS
     * @param bytes     bytes received (for RECV_RDMA_WITH_IMM: bytes written), an unsigned 32-bit value in a long
     * @param immediate in host order, valid with {@link io.weir.verbs.WcFlags#WITH_IMM}
     * @param flags     {@link io.weir.verbs.WcFlags}
     * @param solicited the sender asked for a solicited event; true from an RNIC that can not tell, as hardware
     */
    void onReceiveCompleted(
        long id, WcStatus status, WcOpcode opcode, long bytes, int immediate, int flags, boolean solicited);

    /**
     * Whether a datagram from there may be delivered to this UD queue pair. Asked before it completes a receive; a
     * datagram that is refused is dropped and counted, and its receive is used again.
     *
     * @param sourceAddress physical IPv4 address of the sender; 0 for same host
     * @param sourceQpn     physical number of the sender
     */
    default boolean acceptsDatagram(final int sourceAddress, final int sourceQpn) {
        return true;
    }

    /**
     * A datagram came: a receive of a UD queue pair is done, exactly once each. One that failed or was flushed is told
     * by {@link #onReceiveCompleted}. The receive's first 40 bytes are what hardware writes for RoCEv2 over IPv4: 20
     * bytes of no meaning, here zero, then the IPv4 header (IBTA volume 1, annex A17.4.5.1). The owner may write over
     * them before it returns.
     *
     * @param receive       as {@link ReceiveSource#next} filled it in; not kept
     * @param bytes         bytes received, those 40 included
     * @param immediate     in host order, valid with {@link io.weir.verbs.WcFlags#WITH_IMM}
     * @param flags         {@link io.weir.verbs.WcFlags}, GRH always among them
     * @param solicited     the sender asked for a solicited event
     * @param sourceAddress physical IPv4 address of the sender; 0 for same host
     * @param sourceQpn     physical number of the sender
     */
    void onDatagramReceived(
        RecvWr receive, long bytes, int immediate, int flags, boolean solicited, int sourceAddress, int sourceQpn);

    /**
     * A one-sided operation of the peer was served here (for a READ: its bytes were handed out): metering at the
     * target. Exactly once per byte, whatever the wire repeated. Not called for an RDMA_WRITE_WITH_IMM, whose bytes
     * come with its receive's completion. A long READ may be reported in parts.
     */
    void onServed(WcOpcode opcode, long bytes);

    /** Where an RNIC that makes its packets itself counts those of this queue pair; asked for once. */
    default WireMeter wireMeter() {
        return new WireMeter();
    }

    /**
     * COMM_EST, QP_FATAL, QP_REQ_ERR (the peer asked for nonsense), QP_ACCESS_ERR (for what it must not reach). After
     * the last three the queue pair is in ERR. What a failed receive's completion says is not repeated as an event.
     */
    void onAsyncEvent(AsyncEventType event);
}
