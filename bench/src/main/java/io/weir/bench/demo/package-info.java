/**
 * {@code weir demo}: two hosts, three tenants, a real file across, each in a process of its own. {@link
 * io.weir.bench.demo.Demo} is the play, {@link io.weir.bench.demo.Host} a router, {@code io.weir.bench.demo.tenant}
 * what the tenants run; the rest shows it.
 */
package io.weir.bench.demo;
