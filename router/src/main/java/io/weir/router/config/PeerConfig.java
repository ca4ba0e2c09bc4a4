package io.weir.router.config;

import java.util.List;

/**
 * The router of another host, and which virtual devices live there: the static directory.
 *
 * @param name    its {@code host}
 * @param control where it takes control messages
 * @param rail    where its rail is
 * @param devices the virtual devices of its tenants
 */
public record PeerConfig(String name, Endpoint control, Endpoint rail, List<DeviceAddress> devices) {
    /** Copies the list. */
    public PeerConfig {
        devices = List.copyOf(devices);
    }
}
