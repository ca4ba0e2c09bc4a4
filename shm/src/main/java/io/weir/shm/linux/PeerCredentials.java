package io.weir.shm.linux;

/**
 * Who is on the other end of a Unix socket, as the kernel saw it at {@code connect(2)} ({@code SO_PEERCRED}, {@code
 * unix(7)}).
 *
 * @param pid the process, 0 if it lives in a pid namespace that this process can not see into
 * @param uid its effective user
 * @param gid its effective group
 */
public record PeerCredentials(int pid, int uid, int gid) {
}
