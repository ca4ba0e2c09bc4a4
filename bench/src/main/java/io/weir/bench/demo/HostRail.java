package io.weir.bench.demo;

import io.weir.policy.Ipv4;
import io.weir.router.config.DeviceConfig;
import java.io.IOException;

/** What carries the packets between two hosts on this machine. */
public interface HostRail {
    /** The software RNIC, on the hosts' own addresses. */
    HostRail SOFT = new HostRail() {
        @Override
        public String yaml(final String address, final int port) {
            return "{rnic: soft, address: " + address + ", port: " + port + "}";
        }

        @Override
        public String address(final String host) {
            return host;
        }

        @Override
        public boolean ownsPort() {
            return false;
        }
    };

    /** One RDMA device for both hosts: it talks with itself. */
    static HostRail ofDevice(final String device) throws IOException {
        final int address = new DeviceConfig(device, 1, -1).address();
        if (address == 0) {
            throw new IOException("there is no RDMA device " + device + " with a RoCE v2 GID of an IPv4 address on its"
                + " port 1: 'ibv_devinfo -v' shows what there is");
        }
        return new HostRail() {
            @Override
            public String yaml(final String host, final int port) {
                return "{rnic: verbs, device: " + device + "}";
            }

            @Override
            public String address(final String host) {
                return Ipv4.format(address);
            }

            @Override
            public boolean ownsPort() {
                return true;
            }
        };
    }

    /** The configuration's {@code rail} of a host with that address. */
    String yaml(String host, int port);

    /** Where a host with that address is on the rail. */
    String address(String host);

    /** Whether the device has RoCEv2's UDP port already, and nobody else may. */
    boolean ownsPort();
}
