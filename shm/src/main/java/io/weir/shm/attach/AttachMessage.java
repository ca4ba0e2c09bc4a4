package io.weir.shm.attach;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A message on the attach socket.
 */
public sealed interface AttachMessage
    permits AttachHello, AttachAccept, AttachRefusal, AttachAsyncEvent, AttachCompletionChannel {

    /** How many descriptors go with the message, in the order that {@link AttachLayout} says. */
    int fdCount();

    /**
     * Writes the message at the start of a buffer of at least {@link AttachLayout#MAX_LENGTH} bytes.
     *
     * @return its length
     */
    int encode(MutableDirectBuffer buffer);

    /**
     * Reads the message that is the first {@code length} bytes of a buffer, which belongs to this process alone.
     *
     * @throws AttachException whatever is wrong with it
     */
    static AttachMessage decode(final DirectBuffer buffer, final int length) throws AttachException {
        if (length > buffer.capacity()) {
            throw AttachFields.malformed("attach message too long: " + length + " bytes");
        }
        final int type = AttachFields.checkHeader(buffer, length);
        return switch (type) {
            case AttachLayout.TYPE_HELLO -> AttachHello.decode(buffer, length);
            case AttachLayout.TYPE_ACCEPT -> AttachAccept.decode(buffer, length);
            case AttachLayout.TYPE_REFUSAL -> AttachRefusal.decode(buffer, length);
            case AttachLayout.TYPE_ASYNC_EVENT -> AttachAsyncEvent.decode(buffer, length);
            case AttachLayout.TYPE_COMPLETION_CHANNEL -> AttachCompletionChannel.decode(buffer, length);
            default -> throw AttachFields.malformed("unknown attach message type " + type);
        };
    }
}
