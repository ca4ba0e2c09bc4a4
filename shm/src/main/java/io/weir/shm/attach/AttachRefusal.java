package io.weir.shm.attach;

import static io.weir.shm.attach.AttachLayout.REFUSAL_BYTES;
import static io.weir.shm.attach.AttachLayout.REFUSAL_ERRNO;
import static io.weir.shm.attach.AttachLayout.REFUSAL_TEXT;
import static io.weir.shm.attach.AttachLayout.REFUSAL_TEXT_LENGTH;
import static io.weir.shm.attach.AttachLayout.TEXT_BYTES;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The router does not let a process in, and says why.
 *
 * @param errno the reason for a program, positive ({@code EACCES}, {@code EDQUOT}, ...)
 * @param text  the reason for a person: one line of at most 512 bytes
 */
public record AttachRefusal(int errno, String text) implements AttachMessage {
    private static final int MAX_ERRNO = 4095;

    /** Checks the fields. */
    public AttachRefusal {
        if (errno <= 0 || errno > MAX_ERRNO) {
            throw new IllegalArgumentException("errno " + errno);
        }
        AttachText.check("refusal", text, TEXT_BYTES);
    }

    /** A refusal with this text, which is cut and cleaned as needed. */
    public static AttachRefusal of(final int errno, final String text) {
        return new AttachRefusal(errno, AttachText.fit(text, TEXT_BYTES));
    }

    @Override
    public int fdCount() {
        return 0;
    }

    @Override
    public int encode(final MutableDirectBuffer buffer) {
        AttachFields.putHeader(buffer, AttachLayout.TYPE_REFUSAL, REFUSAL_BYTES);
        AttachFields.putInt(buffer, REFUSAL_ERRNO, errno);
        AttachText.put(buffer, REFUSAL_TEXT_LENGTH, REFUSAL_TEXT, text);
        return REFUSAL_BYTES;
    }

    static AttachRefusal decode(final DirectBuffer buffer, final int length) throws AttachException {
        AttachFields.checkLength("refusal", length, REFUSAL_BYTES);
        final int errno = AttachFields.getInt(buffer, REFUSAL_ERRNO);
        if (errno <= 0 || errno > MAX_ERRNO) {
            throw AttachFields.malformed("refusal with error number " + errno);
        }
        return new AttachRefusal(
            errno, AttachText.get(buffer, REFUSAL_TEXT_LENGTH, REFUSAL_TEXT, TEXT_BYTES, "refusal"));
    }
}
