/**
 * {@code weir perf}: the perftest of the client library. Two processes, of two tenants or of one, tell each other on a
 * TCP connection where their queue pairs are and measure what the verbs between them do; names of tests, options and
 * columns are those of the perftest programs ({@code ib_write_bw} and so on).
 */
package io.weir.bench.perf;
