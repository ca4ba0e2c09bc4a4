package io.weir.router.tenant;

/**
 * What a tenant asks of a new queue pair ({@code ibv_qp_init_attr}).
 *
 * @param pd         handle
 * @param type       {@link io.weir.verbs.QpType}, as a number
 * @param sendCq     handle
 * @param recvCq     handle
 * @param srq        handle, or 0
 * @param maxSendWr  work requests at least
 * @param maxRecvWr  work requests at least; of no meaning with an srq
 * @param maxSendSge entries at least
 * @param maxRecvSge entries at least
 * @param maxInline  bytes at least
 * @param signalAll  every send completes with a work completion
 */
public record QpRequest(int pd, int type, int sendCq, int recvCq, int srq, int maxSendWr, int maxRecvWr,
                        int maxSendSge, int maxRecvSge, int maxInline, boolean signalAll) {
}
