package io.weir.router.tenant;

import static io.weir.router.tenant.VerbException.invalid;

import io.weir.verbs.Gid;

/**
 * What a tenant asks of a new address handle ({@code ibv_ah_attr}).
 *
 * @param dgid         GID of the device to reach
 * @param port         always 1
 * @param sgidIndex    always 0
 * @param trafficClass one byte
 * @param hopLimit     one byte
 */
public record AhRequest(Gid dgid, int port, int sgidIndex, int trafficClass, int hopLimit) {
    private static final int MAX_BYTE = 0xFF;

    /** Throws EINVAL for a value out of range. */
    public void check() {
        if (port != 1) {
            throw invalid("port is " + port + ", the device has port 1 alone");
        }
        if (sgidIndex != 0) {
            throw invalid("sgid_index is " + sgidIndex + ", the port has GID index 0 alone");
        }
        checkByte("traffic_class", trafficClass);
        checkByte("hop_limit", hopLimit);
    }

    private static void checkByte(final String name, final int value) {
        if (value < 0 || value > MAX_BYTE) {
            throw invalid(name + " is " + value + ", not 0 to " + MAX_BYTE);
        }
    }
}
