/**
 * What the demo's tenants run: ordinary programs of the client library, to be read as examples. {@link
 * io.weir.bench.demo.tenant.FileSender} writes a file into the memory of {@link
 * io.weir.bench.demo.tenant.FileReceiver}; {@link io.weir.bench.demo.tenant.Ping} and {@link
 * io.weir.bench.demo.tenant.Pong} exchange messages; {@link io.weir.bench.demo.tenant.KeyThief} and {@link
 * io.weir.bench.demo.tenant.Stranger} try what they must not.
 */
package io.weir.bench.demo.tenant;
