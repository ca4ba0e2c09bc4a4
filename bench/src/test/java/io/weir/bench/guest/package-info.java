/** What runs in a guest that has a kernel RDMA device: see {@code bench/guest/README.md}. */
package io.weir.bench.guest;
