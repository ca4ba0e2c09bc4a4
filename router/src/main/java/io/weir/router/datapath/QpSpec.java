package io.weir.router.datapath;

import io.weir.verbs.QpType;

/**
 * A queue pair whose rings were laid out.
 *
 * @param qpNumber   virtual, unique in the device; of no meaning on an external network, where the rail gives one
 * @param type       transport service
 * @param maxDatagram most bytes of a datagram
 * @param srq        null with a receive queue of its own
 * @param sqDepth    power of two, like rqDepth; rqDepth 0 with an srq
 * @param signalAll  every send completes with a work completion
 */
public record QpSpec(int qpNumber, QpType type, int maxDatagram, DataPd pd, DataCq sendCq, DataCq recvCq,
                     DataSrq srq, int doorbell, int sqOffset, int sqDepth, int maxSendSge, int maxInline,
                     int rqOffset, int rqDepth, int maxRecvSge, boolean signalAll) {
}
