package io.weir.router.rnic.soft;

import io.weir.router.rnic.RnicCounters;

/** What the software RNIC counts; names as rxe and mlx5 have them where they do. */
final class SoftCounters implements RnicCounters {
    long sentPackets;
    long receivedPackets;
    long sentBytes;
    long receivedBytes;
    long malformed;
    long icrcErrors;
    long unknownQp;
    long ghosts;
    long badPKeys;
    long badQKeys;
    long wrongService;
    long droppedMessages;
    long outOfBuffer;
    long writeRequests;
    long duplicateRequests;
    long outOfSequence;
    long packetSequenceErrors;
    long impliedNaks;
    long ackTimeouts;
    long rnrNaksSent;
    long rnrNaksReceived;
    long retryExceeded;
    long rnrRetryExceeded;
    long remoteAccessErrors;
    long remoteInvalidErrors;
    long sendErrors;

    @Override
    public void forEach(final Visitor visitor) {
        visitor.accept("sent_pkts", sentPackets);
        visitor.accept("rcvd_pkts", receivedPackets);
        visitor.accept("sent_payload_bytes", sentBytes);
        visitor.accept("rcvd_payload_bytes", receivedBytes);
        visitor.accept("rx_malformed", malformed);
        visitor.accept("rx_icrc_encapsulated", icrcErrors);
        visitor.accept("rx_unknown_qp", unknownQp);
        visitor.accept("rx_ghost", ghosts);
        visitor.accept("bad_pkey_cntr", badPKeys);
        visitor.accept("qkey_viol_cntr", badQKeys);
        visitor.accept("rx_wrong_service", wrongService);
        visitor.accept("rx_dropped_messages", droppedMessages);
        visitor.accept("out_of_buffer", outOfBuffer);
        visitor.accept("rx_write_requests", writeRequests);
        visitor.accept("duplicate_request", duplicateRequests);
        visitor.accept("out_of_sequence", outOfSequence);
        visitor.accept("packet_seq_err", packetSequenceErrors);
        visitor.accept("implied_nak_seq_err", impliedNaks);
        visitor.accept("local_ack_timeout_err", ackTimeouts);
        visitor.accept("send_rnr_err", rnrNaksSent);
        visitor.accept("rcvd_rnr_err", rnrNaksReceived);
        visitor.accept("retry_exceeded_err", retryExceeded);
        visitor.accept("rnr_nak_retry_err", rnrRetryExceeded);
        visitor.accept("resp_remote_access_errors", remoteAccessErrors);
        visitor.accept("resp_remote_invalid_request", remoteInvalidErrors);
        visitor.accept("send_err", sendErrors);
    }
}
