package io.weir.shm.attach;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.weir.shm.linux.ErrnoText;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The header and the integers of attach messages, which begin at offset 0 of their buffer.
 */
final class AttachFields {
    private static final int EPROTO = 71;
    private static final int EPROTONOSUPPORT = 93;

    private AttachFields() {
    }

    /** Clears {@code length} bytes and writes the header. */
    static void putHeader(final MutableDirectBuffer buffer, final int type, final int length) {
        buffer.setMemory(0, length, (byte) 0);
        putInt(buffer, AttachLayout.MAGIC_OFFSET, AttachLayout.MAGIC);
        putShort(buffer, AttachLayout.VERSION_OFFSET, AttachLayout.VERSION);
        putShort(buffer, AttachLayout.TYPE_OFFSET, type);
        putInt(buffer, AttachLayout.LENGTH_OFFSET, length);
    }

    /** Checks the header of a message of {@code length} bytes and returns its type. The version is looked at first. */
    static int checkHeader(final DirectBuffer buffer, final int length) throws AttachException {
        if (length < AttachLayout.HEADER_BYTES) {
            throw malformed("attach message too short: " + length + " bytes");
        }
        if (getInt(buffer, AttachLayout.MAGIC_OFFSET) != AttachLayout.MAGIC) {
            throw malformed("not a Weir attach message");
        }
        final int version = getShort(buffer, AttachLayout.VERSION_OFFSET);
        if (version != AttachLayout.VERSION) {
            throw new AttachException(EPROTONOSUPPORT, "the other side speaks attach protocol version " + version
                + ", this side version " + AttachLayout.VERSION + ": use the same release of Weir on both");
        }
        final int told = getInt(buffer, AttachLayout.LENGTH_OFFSET);
        if (told != length) {
            throw malformed("attach message says " + Integer.toUnsignedString(told) + " bytes and has " + length);
        }
        return getShort(buffer, AttachLayout.TYPE_OFFSET);
    }

    static void checkLength(final String message, final int length, final int expected) throws AttachException {
        if (length != expected) {
            throw malformed(message + " of " + length + " bytes, not " + expected);
        }
    }

    static AttachException malformed(final String message) {
        return new AttachException(EPROTO, message);
    }

    static AttachException failed(final int errno, final String what) {
        return new AttachException(errno, what + ": " + ErrnoText.describe(errno));
    }

    static int getShort(final DirectBuffer buffer, final int offset) {
        return Short.toUnsignedInt(buffer.getShort(offset, LITTLE_ENDIAN));
    }

    static int getInt(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset, LITTLE_ENDIAN);
    }

    static long getLong(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset, LITTLE_ENDIAN);
    }

    static void putShort(final MutableDirectBuffer buffer, final int offset, final int value) {
        buffer.putShort(offset, (short) value, LITTLE_ENDIAN);
    }

    static void putInt(final MutableDirectBuffer buffer, final int offset, final int value) {
        buffer.putInt(offset, value, LITTLE_ENDIAN);
    }

    static void putLong(final MutableDirectBuffer buffer, final int offset, final long value) {
        buffer.putLong(offset, value, LITTLE_ENDIAN);
    }
}
