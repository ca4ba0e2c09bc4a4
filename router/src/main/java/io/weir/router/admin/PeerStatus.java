package io.weir.router.admin;

/**
 * Another host's router.
 *
 * @param name      of the host
 * @param control   where it takes control messages
 * @param rail      where its rail is
 * @param connected whether control messages reach it
 */
public record PeerStatus(String name, String control, String rail, boolean connected) {
}
