package io.weir.router.rnic;

/**
 * What a queue pair must know to send ({@code IBV_QP_STATE} to RTS).
 *
 * @param sqPsn     first PSN used, 24 bits
 * @param timeout   local ACK timeout as an IBTA code: 4.096 µs · 2^timeout, 0 is none
 * @param retryCount 0..7
 * @param rnrRetry  0..7, 7 is for ever
 * @param maxReadAtomic READs and atomics outstanding at the peer
 */
public record RtsAttributes(int sqPsn, int timeout, int retryCount, int rnrRetry, int maxReadAtomic) {
}
