package io.weir.shm.attach;

import static io.weir.shm.attach.AttachLayout.EVENT_BYTES;
import static io.weir.shm.attach.AttachLayout.EVENT_ELEMENT;
import static io.weir.shm.attach.AttachLayout.EVENT_TYPE;

import io.weir.verbs.AsyncEventType;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Something happened that no completion tells ({@code ibv_get_async_event(3)}).
 *
 * @param type          what
 * @param elementHandle the handle (of a QP: its number) of what it happened to; 0 for the device
 */
public record AttachAsyncEvent(AsyncEventType type, int elementHandle) implements AttachMessage {
    @Override
    public int fdCount() {
        return 0;
    }

    @Override
    public int encode(final MutableDirectBuffer buffer) {
        AttachFields.putHeader(buffer, AttachLayout.TYPE_ASYNC_EVENT, EVENT_BYTES);
        AttachFields.putInt(buffer, EVENT_TYPE, type.value());
        AttachFields.putInt(buffer, EVENT_ELEMENT, elementHandle);
        return EVENT_BYTES;
    }

    static AttachAsyncEvent decode(final DirectBuffer buffer, final int length) throws AttachException {
        AttachFields.checkLength("asynchronous event", length, EVENT_BYTES);
        final int value = AttachFields.getInt(buffer, EVENT_TYPE);
        final AsyncEventType type = AsyncEventType.of(value);
        if (type == null) {
            throw AttachFields.malformed("unknown asynchronous event type " + value);
        }
        return new AttachAsyncEvent(type, AttachFields.getInt(buffer, EVENT_ELEMENT));
    }
}
