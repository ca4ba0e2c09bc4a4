package io.weir.client;

/**
 * What a virtual device can do ({@code ibv_device_attr}), its policy's limits included.
 *
 * @param name            of the device
 * @param maxQp           queue pairs of this process
 * @param maxQpWr         work requests of one queue
 * @param maxSge          scatter/gather entries of one work request
 * @param maxInline       bytes that a work request can carry inline
 * @param maxCq           completion queues
 * @param maxCqe          entries of one completion queue
 * @param maxMr           memory regions
 * @param maxMrSize       bytes of one memory region
 * @param maxPd           protection domains
 * @param maxSrq          shared receive queues
 * @param maxSrqWr        work requests of one shared receive queue
 * @param maxSrqSge       scatter/gather entries of one of its work requests
 * @param maxRdAtomic     READs and atomics outstanding on one queue pair, each way
 * @param maxMessageSize  bytes of one message
 * @param memoryLimit     bytes of memory that the tenant may hold; 0 without a limit
 * @param portCount       ports; they are numbered from 1
 */
public record DeviceAttributes(
    String name, int maxQp, int maxQpWr, int maxSge, int maxInline, int maxCq, int maxCqe, int maxMr, long maxMrSize,
    int maxPd, int maxSrq, int maxSrqWr, int maxSrqSge, int maxRdAtomic, long maxMessageSize, long memoryLimit,
    int portCount) {
}
