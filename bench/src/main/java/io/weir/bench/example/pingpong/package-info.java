/**
 * {@code weir pingpong}: a tenant that plays ping-pong with the example programs of libibverbs (ibv_rc_pingpong(1) and
 * its like), or with another one of its own kind: {@link io.weir.bench.example.pingpong.PingPongCommand}.
 */
package io.weir.bench.example.pingpong;
