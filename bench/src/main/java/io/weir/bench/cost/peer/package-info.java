/** What people use where they do not use RDMA, measured in the same way: processes with a main. */
package io.weir.bench.cost.peer;
