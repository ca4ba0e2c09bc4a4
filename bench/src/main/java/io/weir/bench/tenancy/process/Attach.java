package io.weir.bench.tenancy.process;

import io.weir.client.DeviceOptions;
import io.weir.client.VirtualDevice;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Attaches with patience: whoever attacks may have the processors meanwhile, and many may attach at once. */
final class Attach {
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(1);

    private Attach() {
    }

    static VirtualDevice open(final Path directory) {
        return VirtualDevice.open(directory,
            DeviceOptions.defaults().withAttachTimeout(TIMEOUT_NS).withControlTimeout(TIMEOUT_NS));
    }
}
