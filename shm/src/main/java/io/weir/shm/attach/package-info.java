/**
 * How a tenant's process comes to share memory with the router: the messages on the attach socket.
 *
 * <pre>
 * client                                                       router
 *   | -- connect weir.sock (SOCK_SEQPACKET) -----------------&gt; |  SO_PEERCRED, SO_PEERPIDFD, policy
 *   | -- AttachHello ----------------------------------------&gt; |
 *   | &lt;-- AttachAccept + 4 descriptors, or AttachRefusal ------ |
 *   | &lt;-- AttachAsyncEvent ----------------------------------- |
 *   | &lt;-- AttachCompletionChannel + 1 descriptor -------------- |
 *   |            (end of file: the other side is gone)           |
 * </pre>
 *
 * <p>Where the fields lie: {@link io.weir.shm.attach.AttachLayout}. Both sides bound what they read, so that whatever
 * bytes come the one exception is {@link io.weir.shm.attach.AttachException}.
 */
package io.weir.shm.attach;
