package io.weir.client;

import io.weir.verbs.Errno;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Work that goes on after a router went away and came again, for programs that ask for it. Nothing of a device outlives
 * its router, so the work begins anew with each: it makes its queue pairs, tells its peers where they are, and takes up
 * what it had not finished.
 */
public final class Reattachment {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path tenantDirectory;
    private final DeviceOptions options;
    private final long patienceNs;

    private Reattachment(final Path tenantDirectory, final DeviceOptions options, final long patienceNs) {
        this.tenantDirectory = tenantDirectory;
        this.options = options;
        this.patienceNs = patienceNs;
    }

    /** What is done over a device, from its first verb to its result. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        /** Does it; all that it opens is closed then. What it throws once the device is gone has it done again. */
        T run(VirtualDevice device) throws E;
    }

    /**
     * Opens the device, waits for a router where there is none, and does the work; again, over a new device, whenever
     * the router went away meanwhile. On the caller's thread.
     *
     * @param patienceNs the longest that no router may be there
     * @return the work's result
     * @throws VerbsException as {@link VirtualDevice#open}, after that time if there is no router; or the work's own
     * @throws E              the work's own while its device is there
     */
    public static <T, E extends Exception> T run(final Path tenantDirectory, final DeviceOptions options,
                                                 final long patienceNs, final Work<T, E> work) throws E {
        final Reattachment reattachment = new Reattachment(tenantDirectory, options, patienceNs);
        while (true) {
            final VirtualDevice device = reattachment.open();
            try {
                return work.run(device);
            } catch (final VerbsException thrown) {
                if (device.isAlive()) {
                    throw thrown;
                }
            } finally {
                device.closeAll();
            }
        }
    }

    private VirtualDevice open() {
        final long startNs = options.clock().nanoTime();
        while (true) {
            try {
                return VirtualDevice.open(tenantDirectory, options);
            } catch (final VerbsException thrown) {
                if (!mayPass(thrown.errno()) || options.clock().nanoTime() - startNs >= patienceNs) {
                    throw thrown;
                }
            }
            if (options.idleStrategy() == null) {
                LockSupport.parkNanos(PAUSE_NS);
            } else {
                options.idleStrategy().idle();
            }
        }
    }

    /** Whether it is what one sees while a router stops, is away, or starts. */
    private static boolean mayPass(final int errno) {
        return errno == Errno.ENOENT || errno == Errno.ECONNREFUSED || errno == Errno.ENODEV || errno == Errno.EAGAIN
            || errno == Errno.ECONNRESET;
    }
}
