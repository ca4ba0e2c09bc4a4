package io.aeron;

import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastReceiver;
import org.agrona.concurrent.broadcast.CopyBroadcastReceiver;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * Keeps an Aeron client from believing its driver's messages, when others can write into the driver's memory: it maps
 * the driver's own log buffers and no other file, only so many, and takes no message longer than a driver sends.
 */
public final class ConfinedClient implements AutoCloseable {
    private static final int MAX_MESSAGE = CopyBroadcastReceiver.SCRATCH_BUFFER_LENGTH;

    private final Path publications;
    private final int maxLogs;
    private final long maxLogLength;
    private final MappedByteBuffer cnc;
    private final RingBuffer commands;
    private int logs;

    private ConfinedClient(final Path directory, final int maxLogs, final long maxLogLength) {
        this.publications = directory.resolve("publications");
        this.maxLogs = maxLogs;
        this.maxLogLength = maxLogLength;
        cnc = IoUtil.mapExistingFile(directory.resolve(CncFileDescriptor.CNC_FILE).toFile(), "CnC file");
        commands = new ManyToOneRingBuffer(
            CncFileDescriptor.createToDriverBuffer(cnc, CncFileDescriptor.createMetaDataBuffer(cnc)));
    }

    /**
     * Confines the client that will be connected with that context, before anyone else may write into the directory of
     * its driver, which runs. To be closed after the client.
     */
    public static ConfinedClient confine(
        final Aeron.Context context, final Path directory, final int maxLogs, final long maxLogLength) {
        final ConfinedClient confined = new ConfinedClient(directory, maxLogs, maxLogLength);
        context.logBuffersFactory(confined::map);
        context.toClientBuffer(new CopyBroadcastReceiver(
            new BroadcastReceiver(CncFileDescriptor.createToClientsBuffer(
                confined.cnc, CncFileDescriptor.createMetaDataBuffer(confined.cnc))),
            new UnsafeBuffer(new byte[MAX_MESSAGE])));
        return confined;
    }

    /**
     * The driver's commands, in a mapping of this object's own: the client's is gone once it closes itself, as it does
     * for a message that says so.
     */
    public RingBuffer commands() {
        return commands;
    }

    @Override
    public void close() {
        IoUtil.unmap(cnc);
    }

    private LogBuffers map(final String name) {
        final Path file = Path.of(name);
        if (!publications.equals(file.getParent()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            || file.toFile().length() > maxLogLength) {
            throw new IllegalArgumentException("not a log buffer of the driver: " + name);
        }
        if (logs == maxLogs) {
            throw new IllegalStateException("more than " + maxLogs + " log buffers");
        }
        final LogBuffers mapped = new LogBuffers(name);
        logs++;
        return mapped;
    }
}
