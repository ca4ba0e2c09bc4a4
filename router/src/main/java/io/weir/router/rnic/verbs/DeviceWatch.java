package io.weir.router.rnic.verbs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sees that the kernel takes a device away. Most devices tell it by an event; where the driver can not take a device
 * from under its users, as the kernel's software RNIC can not, there is none, and the kernel waits until all have
 * closed it. Its entry in sysfs is gone by then, and an open file of a gone entry reads ENODEV.
 */
final class DeviceWatch implements AutoCloseable {
    private static final int LONGEST_NAME = 64;

    private final ByteBuffer scratch = ByteBuffer.allocateDirect(LONGEST_NAME);
    /** Null where there is no sysfs: nothing is seen then. */
    private final FileChannel entry;

    /** Of that device, which is open. */
    DeviceWatch(final Path sysfs, final String device) {
        entry = find(sysfs.resolve("class/infiniband_verbs"), device);
    }

    private static FileChannel find(final Path devices, final String device) {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(devices, "uverbs*")) {
            for (final Path directory : directories) {
                final Path name = directory.resolve("ibdev");
                if (Files.readString(name).strip().equals(device)) {
                    return FileChannel.open(name);
                }
            }
        } catch (final IOException thrown) {
            // then events must do
        }
        return null;
    }

    /** A system call. */
    boolean isGone() {
        if (entry == null) {
            return false;
        }
        try {
            scratch.clear();
            return entry.read(scratch, 0) < 0;
        } catch (final ClosedChannelException thrown) {
            // an interrupt closed it: whoever runs this is to end
            return false;
        } catch (final IOException thrown) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            if (entry != null) {
                entry.close();
            }
        } catch (final IOException thrown) {
            throw new AssertionError("closing a file that was only read", thrown);
        }
    }
}
