package io.weir.router.config;

import io.weir.policy.Ipv4;

/**
 * A virtual device by where it is: no two of one network have one address.
 *
 * @param network virtual network
 * @param address virtual IPv4 address, see {@link Ipv4}
 */
public record DeviceAddress(String network, int address) {
    /** For people. */
    @Override
    public String toString() {
        return Ipv4.format(address) + " on " + network;
    }
}
