package io.weir.shm.attach;

import static io.weir.shm.attach.AttachLayout.ACCEPT_BYTES;
import static io.weir.shm.attach.AttachLayout.ACCEPT_DIRECTORY;
import static io.weir.shm.attach.AttachLayout.ACCEPT_DIRECTORY_LENGTH;
import static io.weir.shm.attach.AttachLayout.ACCEPT_FLAGS;
import static io.weir.shm.attach.AttachLayout.ACCEPT_GID;
import static io.weir.shm.attach.AttachLayout.ACCEPT_MEMORY_SIZE;
import static io.weir.shm.attach.AttachLayout.ACCEPT_NETWORK;
import static io.weir.shm.attach.AttachLayout.ACCEPT_NETWORK_LENGTH;
import static io.weir.shm.attach.AttachLayout.ACCEPT_QUEUE_SIZE;
import static io.weir.shm.attach.AttachLayout.ACCEPT_REPLY_STREAM;
import static io.weir.shm.attach.AttachLayout.ACCEPT_REQUEST_STREAM;
import static io.weir.shm.attach.AttachLayout.ACCEPT_SESSION_ID;
import static io.weir.shm.attach.AttachLayout.ACCEPT_TENANT;
import static io.weir.shm.attach.AttachLayout.ACCEPT_TENANT_LENGTH;
import static io.weir.shm.attach.AttachLayout.DIRECTORY_BYTES;
import static io.weir.shm.attach.AttachLayout.NAME_BYTES;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The router lets a process in; with four descriptors ({@link AttachLayout#FD_QUEUE_SEGMENT} and so on).
 *
 * @param sessionId         the session's number at this router
 * @param queueSegmentSize  bytes of the queue segment
 * @param memorySegmentSize bytes of the memory segment
 * @param requestStreamId   Aeron IPC stream of the client's control requests
 * @param replyStreamId     Aeron IPC stream of the router's control replies
 * @param gidHigh           the first eight bytes of the virtual device's GID, as a big-endian number
 * @param gidLow            the last eight bytes of it
 * @param aeronDirectory    the session's Aeron directory, relative to the directory of the attach socket
 * @param network           the virtual network's name
 * @param tenant            the tenant's name
 */
public record AttachAccept(
    long sessionId,
    long queueSegmentSize,
    long memorySegmentSize,
    int requestStreamId,
    int replyStreamId,
    long gidHigh,
    long gidLow,
    String aeronDirectory,
    String network,
    String tenant) implements AttachMessage {

    /** Checks sizes and names. */
    public AttachAccept {
        if (queueSegmentSize <= 0 || memorySegmentSize <= 0) {
            throw new IllegalArgumentException("segment sizes " + queueSegmentSize + ", " + memorySegmentSize);
        }
        AttachText.check("Aeron directory", aeronDirectory, DIRECTORY_BYTES);
        AttachText.check("network name", network, NAME_BYTES);
        AttachText.check("tenant name", tenant, NAME_BYTES);
        if (!isBelow(aeronDirectory)) {
            throw new IllegalArgumentException("Aeron directory not below the socket's: " + aeronDirectory);
        }
    }

    @Override
    public int fdCount() {
        return AttachLayout.MAX_FDS;
    }

    @Override
    public int encode(final MutableDirectBuffer buffer) {
        AttachFields.putHeader(buffer, AttachLayout.TYPE_ACCEPT, ACCEPT_BYTES);
        AttachFields.putLong(buffer, ACCEPT_SESSION_ID, sessionId);
        AttachFields.putLong(buffer, ACCEPT_QUEUE_SIZE, queueSegmentSize);
        AttachFields.putLong(buffer, ACCEPT_MEMORY_SIZE, memorySegmentSize);
        AttachFields.putInt(buffer, ACCEPT_REQUEST_STREAM, requestStreamId);
        AttachFields.putInt(buffer, ACCEPT_REPLY_STREAM, replyStreamId);
        buffer.putLong(ACCEPT_GID, gidHigh, BIG_ENDIAN);
        buffer.putLong(ACCEPT_GID + Long.BYTES, gidLow, BIG_ENDIAN);
        AttachText.put(buffer, ACCEPT_DIRECTORY_LENGTH, ACCEPT_DIRECTORY, aeronDirectory);
        AttachText.put(buffer, ACCEPT_NETWORK_LENGTH, ACCEPT_NETWORK, network);
        AttachText.put(buffer, ACCEPT_TENANT_LENGTH, ACCEPT_TENANT, tenant);
        return ACCEPT_BYTES;
    }

    static AttachAccept decode(final DirectBuffer buffer, final int length) throws AttachException {
        AttachFields.checkLength("accept", length, ACCEPT_BYTES);
        final int flags = AttachFields.getInt(buffer, ACCEPT_FLAGS);
        final long queueSize = AttachFields.getLong(buffer, ACCEPT_QUEUE_SIZE);
        final long memorySize = AttachFields.getLong(buffer, ACCEPT_MEMORY_SIZE);
        if (flags != 0) {
            throw AttachFields.malformed("accept with unknown flags 0x" + Integer.toHexString(flags));
        }
        if (queueSize <= 0 || memorySize <= 0) {
            throw AttachFields.malformed("accept with segment sizes " + queueSize + ", " + memorySize);
        }
        final String directory =
            AttachText.get(buffer, ACCEPT_DIRECTORY_LENGTH, ACCEPT_DIRECTORY, DIRECTORY_BYTES, "Aeron directory");
        if (!isBelow(directory)) {
            throw AttachFields.malformed("Aeron directory not below the socket's: " + directory);
        }
        return new AttachAccept(
            AttachFields.getLong(buffer, ACCEPT_SESSION_ID),
            queueSize,
            memorySize,
            AttachFields.getInt(buffer, ACCEPT_REQUEST_STREAM),
            AttachFields.getInt(buffer, ACCEPT_REPLY_STREAM),
            buffer.getLong(ACCEPT_GID, BIG_ENDIAN),
            buffer.getLong(ACCEPT_GID + Long.BYTES, BIG_ENDIAN),
            directory,
            AttachText.get(buffer, ACCEPT_NETWORK_LENGTH, ACCEPT_NETWORK, NAME_BYTES, "network name"),
            AttachText.get(buffer, ACCEPT_TENANT_LENGTH, ACCEPT_TENANT, NAME_BYTES, "tenant name"));
    }

    private static boolean isBelow(final String directory) {
        return Arrays.stream(directory.split("/", -1))
            .noneMatch(part -> part.isEmpty() || ".".equals(part) || "..".equals(part));
    }
}
