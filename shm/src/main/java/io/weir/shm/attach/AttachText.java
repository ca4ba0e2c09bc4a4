package io.weir.shm.attach;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Texts in fields of fixed size. They end up in logs and on terminals, so control characters are neither sent nor
 * accepted.
 */
final class AttachText {
    private static final int EPROTO = 71;

    private AttachText() {
    }

    /**
     * {@code text} with control characters replaced, cut to at most {@code maxBytes} bytes of UTF-8 between characters.
     */
    static String fit(final String text, final int maxBytes) {
        final StringBuilder fitted = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length();) {
            final int point = text.codePointAt(i);
            final int shown = isUnprintable(point) ? '?' : point;
            bytes += shown < 0x80 ? 1 : shown < 0x800 ? 2 : shown < 0x10000 ? 3 : 4;
            if (bytes > maxBytes) {
                break;
            }
            fitted.appendCodePoint(shown);
            i += Character.charCount(point);
        }
        return fitted.toString();
    }

    /** Throws unless a field can hold {@code text}. */
    static void check(final String field, final String text, final int maxBytes) {
        if (text.codePoints().anyMatch(AttachText::isUnprintable)) {
            throw new IllegalArgumentException(field + " has control characters");
        }
        final int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new IllegalArgumentException(field + " longer than " + maxBytes + " bytes: " + bytes);
        }
    }

    /** Writes a text that {@link #check} has passed. */
    static void put(
        final MutableDirectBuffer buffer, final int lengthOffset, final int textOffset, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AttachFields.putShort(buffer, lengthOffset, bytes.length);
        buffer.putBytes(textOffset, bytes);
    }

    /** Reads a text whose length and bytes are the other side's. */
    static String get(
        final DirectBuffer buffer, final int lengthOffset, final int textOffset, final int maxBytes,
        final String field) throws AttachException {
        final int length = AttachFields.getShort(buffer, lengthOffset);
        if (length > maxBytes) {
            throw new AttachException(EPROTO, field + " longer than " + maxBytes + " bytes: " + length);
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(textOffset, bytes);
        final String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (final CharacterCodingException thrown) {
            throw new AttachException(EPROTO, field + " is not UTF-8");
        }
        if (text.codePoints().anyMatch(AttachText::isUnprintable)) {
            throw new AttachException(EPROTO, field + " has control characters");
        }
        return text;
    }

    private static boolean isUnprintable(final int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                 Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
