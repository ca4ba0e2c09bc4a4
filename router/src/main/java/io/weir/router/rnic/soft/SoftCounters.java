package io.weir.router.rnic.soft;

import io.weir.router.rnic.RnicCounters;

/**
 * What the software RNIC counts. A counter that hardware has is named and meant as there: {@code port_…} as in {@code
 * /sys/class/infiniband/…/counters}, the others as mlx5 has them in {@code …/hw_counters} (the kernel's
 * Documentation/ABI/stable/sysfs-class-infiniband; NVIDIA's list of mlx5 counters), else as rxe (its
 * rxe_hw_counters.c); those that only this RNIC has begin with {@code soft_}.
 */
final class SoftCounters implements RnicCounters {
    private static final int WORD = 4;

    /** port_xmit_packets. */
    long sentPackets;
    /** port_xmit_data, which is in words of four bytes: from BTH to ICRC, without Ethernet, IP and UDP. */
    long sentBytes;
    /** port_rcv_packets, whatever became of them. */
    long receivedPackets;
    /** port_rcv_data: as sent. */
    long receivedBytes;
    /** soft_sent_payload_bytes: of SENDs, WRITEs and READ responses, repetitions too. */
    long sentPayload;
    /** soft_rcvd_payload_bytes: what was written to memory, so without repetitions. */
    long receivedPayload;
    /** port_xmit_discards: packets that the kernel refused for another reason than want of room. */
    long sendErrors;

    /** soft_malformed: no RoCEv2 packet, too short for its opcode, or an opcode that nobody has. */
    long malformed;
    /** rx_icrc_encapsulated: the ICRC is not that of the packet with this source. */
    long icrcErrors;
    /** soft_unknown_qp: for no queue pair of this rail. */
    long unknownQp;
    /**
     * soft_ghost: for a queue pair that is not connected or connected to another address, or an answer to what was
     * never asked: of an earlier connection or forged.
     */
    long ghosts;
    /** bad_pkey_cntr (ibv_port_attr): of another partition than the queue pair. */
    long badPKeys;
    /** qkey_viol_cntr (ibv_port_attr): a datagram without the queue pair's Q_Key. */
    long badQKeys;
    /** soft_wrong_service: RC for UC and so on. */
    long wrongService;
    /** soft_dropped_messages: of UC and UD, for any reason that no other counter tells. */
    long droppedMessages;

    /** rx_write_requests. */
    long writeRequests;
    /** rx_read_requests. */
    long readRequests;
    /** rx_atomic_requests. */
    long atomicRequests;
    /** duplicate_request: a request that came before. */
    long duplicateRequests;
    /** out_of_sequence: a request while an earlier one is missing. */
    long outOfSequence;
    /** out_of_buffer: no receive was posted. */
    long outOfBuffer;
    /** send_rnr_err (rxe): RNR NAKs sent. */
    long rnrNaksSent;
    /** resp_remote_access_errors: a key, range or right that the peer does not have. */
    long remoteAccessErrors;
    /** soft_resp_invalid_requests: a request that makes no sense where it came. */
    long invalidRequests;
    /** resp_cqe_error: receives that completed with an error, but for flushed ones. */
    long receiveErrors;
    /** resp_cqe_flush_error: receives flushed by an error. */
    long receivesFlushed;

    /** packet_seq_err: NAKs for a gap received, and the packets sent again. */
    long packetSequenceErrors;
    /** implied_nak_seq_err: an answer came while an earlier READ or atomic had none. */
    long impliedNaks;
    /** local_ack_timeout_err: nothing was heard in time, and the packets sent again. */
    long ackTimeouts;
    /** rnr_nak_retry_err: RNR NAKs received, and the request to be sent again. */
    long rnrNaksReceived;
    /** retry_exceeded_err (rxe): sends that failed for want of an answer. */
    long retryExceeded;
    /** retry_rnr_exceeded_err (rxe): sends that failed because the receiver was never ready. */
    long rnrRetryExceeded;
    /** req_remote_access_errors: NAKs for remote access received. */
    long remoteAccessNaks;
    /** req_remote_invalid_request: NAKs for an invalid request received. */
    long invalidRequestNaks;
    /** req_cqe_error: sends that completed with an error, but for flushed ones. */
    long sendFailures;
    /** req_cqe_flush_error: sends flushed by an error. */
    long sendsFlushed;

    /** np_ecn_marked_roce_packets: packets received that met congestion. */
    long congestionMarks;
    /** np_cnp_sent: congestion notifications sent. */
    long notificationsSent;
    /** rp_cnp_handled: congestion notifications received, and the queue pair's rate cut. */
    long notificationsHandled;

    @Override
    public void forEach(final Visitor visitor) {
        visitor.accept("port_xmit_packets", sentPackets);
        visitor.accept("port_xmit_data", sentBytes / WORD);
        visitor.accept("port_xmit_discards", sendErrors);
        visitor.accept("port_rcv_packets", receivedPackets);
        visitor.accept("port_rcv_data", receivedBytes / WORD);
        visitor.accept("port_rcv_errors", malformed + icrcErrors);
        visitor.accept("soft_sent_payload_bytes", sentPayload);
        visitor.accept("soft_rcvd_payload_bytes", receivedPayload);
        visitor.accept("soft_malformed", malformed);
        visitor.accept("rx_icrc_encapsulated", icrcErrors);
        visitor.accept("soft_unknown_qp", unknownQp);
        visitor.accept("soft_ghost", ghosts);
        visitor.accept("bad_pkey_cntr", badPKeys);
        visitor.accept("qkey_viol_cntr", badQKeys);
        visitor.accept("soft_wrong_service", wrongService);
        visitor.accept("soft_dropped_messages", droppedMessages);
        forEachOfResponder(visitor);
        forEachOfRequester(visitor);
        visitor.accept("np_ecn_marked_roce_packets", congestionMarks);
        visitor.accept("np_cnp_sent", notificationsSent);
        visitor.accept("rp_cnp_handled", notificationsHandled);
    }

    private void forEachOfResponder(final Visitor visitor) {
        visitor.accept("rx_write_requests", writeRequests);
        visitor.accept("rx_read_requests", readRequests);
        visitor.accept("rx_atomic_requests", atomicRequests);
        visitor.accept("duplicate_request", duplicateRequests);
        visitor.accept("out_of_sequence", outOfSequence);
        visitor.accept("out_of_buffer", outOfBuffer);
        visitor.accept("send_rnr_err", rnrNaksSent);
        visitor.accept("resp_remote_access_errors", remoteAccessErrors);
        visitor.accept("soft_resp_invalid_requests", invalidRequests);
        visitor.accept("resp_cqe_error", receiveErrors);
        visitor.accept("resp_cqe_flush_error", receivesFlushed);
    }

    private void forEachOfRequester(final Visitor visitor) {
        visitor.accept("packet_seq_err", packetSequenceErrors);
        visitor.accept("implied_nak_seq_err", impliedNaks);
        visitor.accept("local_ack_timeout_err", ackTimeouts);
        visitor.accept("rnr_nak_retry_err", rnrNaksReceived);
        visitor.accept("retry_exceeded_err", retryExceeded);
        visitor.accept("retry_rnr_exceeded_err", rnrRetryExceeded);
        visitor.accept("req_remote_access_errors", remoteAccessNaks);
        visitor.accept("req_remote_invalid_request", invalidRequestNaks);
        visitor.accept("req_cqe_error", sendFailures);
        visitor.accept("req_cqe_flush_error", sendsFlushed);
    }
}
