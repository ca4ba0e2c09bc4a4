package io.weir.router.config;

import io.weir.verbs.Gid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which port of which RDMA device a rail is, and the GID that it sends from.
 *
 * @param device name, such as {@code mlx5_0}
 * @param port   from 1 on
 * @param gid    index in the port's GID table; negative for the first of RoCE version 2 over IPv4
 */
public record DeviceConfig(String device, int port, int gid) {
    private static final Path DEVICES = Path.of("/sys/class/infiniband");
    private static final int MAX_GIDS = 256;
    private static final String ROCE_V2 = "RoCE v2";

    static String parseDevice(final String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")) {
            throw new IllegalArgumentException(
                "'" + text + "' is no name of an RDMA device: 'ibv_devices' and 'rdma link' list them");
        }
        return text;
    }

    /** The GID's IPv4 address, as the kernel says now; 0 if there is no such device, port or GID here. */
    public int address() {
        if (gid >= 0) {
            return addressOf(gid);
        }
        for (int index = 0; index < MAX_GIDS; index++) {
            final int address = addressOf(index);
            if (address != 0) {
                return address;
            }
        }
        return 0;
    }

    private int addressOf(final int index) {
        final Path directory = DEVICES.resolve(device).resolve("ports").resolve(String.valueOf(port));
        try {
            final Path type = directory.resolve("gid_attrs/types").resolve(String.valueOf(index));
            if (!Files.readString(type).strip().equals(ROCE_V2)) {
                return 0;
            }
            final Path entry = directory.resolve("gids").resolve(String.valueOf(index));
            final Gid found = Gid.parse(Files.readString(entry).strip());
            return found.equals(Gid.ofIpv4((int) found.low())) ? (int) found.low() : 0;
        } catch (final IOException | IllegalArgumentException noSuchEntry) {
            return 0;
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return device + " port " + port + (gid < 0 ? "" : " gid " + gid);
    }
}
