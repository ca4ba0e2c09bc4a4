package io.weir.router.rnic;

/**
 * The way to another port, as the physical network knows it ({@code ibv_ah_attr}).
 *
 * @param address      physical IPv4 address, 127.0.0.1 being 0x7F000001; 0 for same host
 * @param port         UDP port; 4791 unless a test says otherwise
 * @param trafficClass DSCP and ECN, one byte
 * @param hopLimit     time to live, one byte; 0 leaves it to the RNIC
 */
public record AhAttributes(int address, int port, int trafficClass, int hopLimit) {
}
