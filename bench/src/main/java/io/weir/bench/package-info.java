/**
 * The {@code weir} command line: what an operator runs, and the demo. It stands here because it sees both sides of the
 * tenant boundary, which router and client library do not.
 */
package io.weir.bench;
