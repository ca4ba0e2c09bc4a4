/**
 * The soft RNIC against the Linux kernel's RoCEv2, rdma_rxe, in a guest: {@link io.weir.bench.interop.InteropIT}.
 */
package io.weir.bench.interop;
