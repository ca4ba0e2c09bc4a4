package io.weir.router.rnic.soft;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The file of a capture, up to its limit. What goes wrong with it is one line in the log and its end. On the capture's
 * own thread.
 */
final class CaptureFile {
    /** Bytes that the last block takes. */
    private static final int EPILOGUE = 64;

    private final Path path;
    private final long limit;
    private final Consumer<String> log;
    private final PcapngWriter writer;
    private final CapturedFrame frame = new CapturedFrame();
    private boolean open = true;
    private long lostWritten;

    private CaptureFile(final Path path, final long limit, final PcapngWriter writer, final Consumer<String> log) {
        this.path = path;
        this.limit = limit;
        this.writer = writer;
        this.log = log;
    }

    /**
     * Makes it anew.
     *
     * @throws IOException naming the file, if that can not be done
     */
    static CaptureFile create(final Path path, final long limit, final int address, final int port,
                              final Consumer<String> log) throws IOException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path,
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            final PcapngWriter writer = new PcapngWriter(
                channel, interfaceName(address), "RoCEv2 of Weir's software RNIC, UDP port " + port);
            writer.flush();
            return new CaptureFile(path, limit, writer, log);
        } catch (final IOException thrown) {
            closeQuietly(channel);
            throw new IOException("no capture: can not write " + path + ": " + reason(thrown), thrown);
        }
    }

    private static String interfaceName(final int address) throws IOException {
        final byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(address).array();
        final NetworkInterface link = NetworkInterface.getByInetAddress(InetAddress.getByAddress(bytes));
        return link == null ? "rail" : link.getName();
    }

    private static String reason(final IOException thrown) {
        return switch (thrown) {
            case NoSuchFileException missing -> "no such directory";
            case AccessDeniedException denied -> "permission denied";
            default -> thrown.getMessage();
        };
    }

    private static void closeQuietly(final AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (final Exception thrown) {
            // the failure before it was said
            return;
        }
    }

    /** Whether it still takes packets. */
    boolean isOpen() {
        return open;
    }

    /** Adds a record; {@code lost}: how many there was no room for so far. */
    void add(final AtomicBuffer records, final int at, final int length, final long lost) {
        if (writer.length() + length + CapturedFrame.HEADERS + PcapngWriter.PACKET_OVERHEAD + EPILOGUE > limit) {
            end(CaptureRecord.time(records, at), lost);
            log.accept("capture " + path + " stops: " + limit + " bytes are its limit; " + summary(lost));
            return;
        }
        frame.wrap(records, at, length);
        try {
            writer.packet(CaptureRecord.time(records, at), CaptureRecord.isSent(records, at), lost - lostWritten,
                frame.headers(), frame.packet());
            if (lostWritten == 0 && lost > 0) {
                log.accept("capture " + path + ": packets come faster than they can be written, some are left out");
            }
            lostWritten = lost;
        } catch (final IOException thrown) {
            fail(thrown);
        }
    }

    void flush() {
        if (open) {
            try {
                writer.flush();
            } catch (final IOException thrown) {
                fail(thrown);
            }
        }
    }

    /** Ends it in good order. */
    void close(final long epochNanos, final long lost) {
        if (open) {
            end(epochNanos, lost);
            log.accept("capture " + path + ": " + summary(lost));
        }
    }

    private String summary(final long lost) {
        return writer.packets() + " packets" + (lost == 0 ? "" : ", " + lost + " more left out for want of time");
    }

    private void end(final long epochNanos, final long lost) {
        try {
            writer.statistics(epochNanos, writer.packets() + lost, lost);
            writer.flush();
            open = false;
            writer.close();
        } catch (final IOException thrown) {
            fail(thrown);
        }
    }

    private void fail(final IOException thrown) {
        if (open) {
            open = false;
            log.accept("capture " + path + " stops: " + reason(thrown));
        }
        closeQuietly(writer);
    }
}
