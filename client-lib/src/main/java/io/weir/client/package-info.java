/**
 * The verbs for Java tenants, in verbs terms ({@code <infiniband/verbs.h>}, IBTA volume 1, chapter 11).
 *
 * <pre>{@code
 * VirtualDevice.open(directory)
 *   ├─ allocate(bytes)            SharedMemory
 *   ├─ allocPd()                  ProtectionDomain
 *   │    ├─ regMr(…)              MemoryRegion
 *   │    ├─ createSrq(…)          SharedReceiveQueue
 *   │    ├─ createAh(…)           AddressHandle
 *   │    └─ createQp(…)           QueuePair:  postSend, postRecv  → rings in shared memory
 *   ├─ createCompChannel()        CompletionChannel
 *   └─ createCq(…)                CompletionQueue:  poll          ← rings in shared memory
 * }</pre>
 *
 * <p>Two kinds of calls. Control verbs (whatever makes, changes, asks, closes) are messages to the router and back,
 * take turns under one lock per device, and throw {@link io.weir.client.VerbsException}. Posting and polling are plain
 * memory accesses: no lock, allocation, exception or message; they return error numbers, and each queue has one thread
 * at a time.
 *
 * <p>The library has no thread of its own: what must happen happens on the thread that calls.
 */
package io.weir.client;
