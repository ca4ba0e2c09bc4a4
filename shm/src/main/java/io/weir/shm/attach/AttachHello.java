package io.weir.shm.attach;

import static io.weir.shm.attach.AttachLayout.HELLO_BYTES;
import static io.weir.shm.attach.AttachLayout.HELLO_FLAGS;
import static io.weir.shm.attach.AttachLayout.HELLO_NAME;
import static io.weir.shm.attach.AttachLayout.HELLO_NAME_LENGTH;
import static io.weir.shm.attach.AttachLayout.NAME_BYTES;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A process asks to be let in. Who it is the router asks the kernel, not the message.
 *
 * @param flags       none is defined yet: 0
 * @param processName what to call the process in lists and logs; at most 64 bytes, no control characters
 */
public record AttachHello(int flags, String processName) implements AttachMessage {
    /** Checks the name. */
    public AttachHello {
        AttachText.check("process name", processName, NAME_BYTES);
    }

    /** A hello of a process with this name, which is cut and cleaned as needed. */
    public static AttachHello of(final String processName) {
        return new AttachHello(0, AttachText.fit(processName, NAME_BYTES));
    }

    @Override
    public int fdCount() {
        return 0;
    }

    @Override
    public int encode(final MutableDirectBuffer buffer) {
        AttachFields.putHeader(buffer, AttachLayout.TYPE_HELLO, HELLO_BYTES);
        AttachFields.putInt(buffer, HELLO_FLAGS, flags);
        AttachText.put(buffer, HELLO_NAME_LENGTH, HELLO_NAME, processName);
        return HELLO_BYTES;
    }

    static AttachHello decode(final DirectBuffer buffer, final int length) throws AttachException {
        AttachFields.checkLength("hello", length, HELLO_BYTES);
        final int flags = AttachFields.getInt(buffer, HELLO_FLAGS);
        if (flags != 0) {
            throw AttachFields.malformed("hello with unknown flags 0x" + Integer.toHexString(flags));
        }
        return new AttachHello(
            flags, AttachText.get(buffer, HELLO_NAME_LENGTH, HELLO_NAME, NAME_BYTES, "process name"));
    }
}
