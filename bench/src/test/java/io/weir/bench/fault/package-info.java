/** What becomes of routers and tenants when an RDMA device is taken away: runs in a guest, on its kernel's device. */
package io.weir.bench.fault;
