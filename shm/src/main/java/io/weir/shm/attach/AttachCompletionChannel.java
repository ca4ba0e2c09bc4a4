package io.weir.shm.attach;

import static io.weir.shm.attach.AttachLayout.CHANNEL_BYTES;
import static io.weir.shm.attach.AttachLayout.CHANNEL_HANDLE;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The descriptor of a completion channel that the client has created on the control path.
 *
 * @param channelHandle the channel's handle
 */
public record AttachCompletionChannel(int channelHandle) implements AttachMessage {
    @Override
    public int fdCount() {
        return 1;
    }

    @Override
    public int encode(final MutableDirectBuffer buffer) {
        AttachFields.putHeader(buffer, AttachLayout.TYPE_COMPLETION_CHANNEL, CHANNEL_BYTES);
        AttachFields.putInt(buffer, CHANNEL_HANDLE, channelHandle);
        return CHANNEL_BYTES;
    }

    static AttachCompletionChannel decode(final DirectBuffer buffer, final int length) throws AttachException {
        AttachFields.checkLength("completion channel", length, CHANNEL_BYTES);
        return new AttachCompletionChannel(AttachFields.getInt(buffer, CHANNEL_HANDLE));
    }
}
