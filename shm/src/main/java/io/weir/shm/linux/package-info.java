/**
 * The system calls that Weir needs of Linux, bound with {@code java.lang.foreign}: the only binding of libc in the
 * project.
 *
 * <p>One class per concept. File descriptors are {@code int}s, addresses are {@code long}s, times are nanoseconds.
 * Every class may be used from any thread; an object that holds buffers ({@link io.weir.shm.linux.Epoll},
 * {@link io.weir.shm.linux.Poll}, {@link io.weir.shm.linux.UnixMessage}, {@link io.weir.shm.linux.UdpSendBatch},
 * {@link io.weir.shm.linux.UdpReceiveBatch}) by one thread at a time.
 *
 * <p>Two kinds of error. Calls that only set things up throw {@link io.weir.shm.linux.LinuxException}, whose message is
 * one line for a person. Calls that may stand on the data path never throw or allocate: they return what the kernel
 * returned, or the negative error number ({@code -EAGAIN} is {@code -11}).
 */
package io.weir.shm.linux;
