package io.weir.client;

import io.weir.shm.control.FailedDecoder;
import io.weir.shm.control.MessageHeaderDecoder;
import io.weir.verbs.Errno;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** The reply that a control verb waits for: of one template, with one correlation id, or the refusal. */
final class Reply<T> {
    private final int templateId;
    private final Decoder<T> decoder;
    private final FailedDecoder failed = new FailedDecoder();
    private String verb;
    private long correlationId;
    private boolean done;
    private T result;
    private VerbsException refusal;

    /** Reads what the reply says. */
    interface Decoder<T> {
        T decode(DirectBuffer buffer, int offset, MessageHeaderDecoder header);
    }

    Reply(final int templateId, final Decoder<T> decoder) {
        this.templateId = templateId;
        this.decoder = decoder;
    }

    void expect(final String name, final long id) {
        verb = name;
        correlationId = id;
    }

    /** Takes a message if it is this reply; one to a verb that timed out is passed over. Does not throw. */
    void take(final MessageHeaderDecoder header, final DirectBuffer buffer, final int offset) {
        final int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        // every message's first field is the correlation id
        if (buffer.getLong(body, ByteOrder.LITTLE_ENDIAN) != correlationId) {
            return;
        }
        done = true;
        try {
            if (header.templateId() == templateId) {
                result = decoder.decode(buffer, offset, header);
            } else if (header.templateId() == FailedDecoder.TEMPLATE_ID) {
                failed.wrapAndApplyHeader(buffer, offset, header);
                refusal = new VerbsException(failed.errno(), verb, failed.text());
            } else {
                refusal = new VerbsException(
                    Errno.EPROTO, verb, "the router answered with message " + header.templateId());
            }
        } catch (final VerbsException thrown) {
            refusal = thrown;
        } catch (final IndexOutOfBoundsException thrown) {
            refusal = new VerbsException(Errno.EPROTO, verb, "the router's answer is cut short", thrown);
        }
    }

    boolean isDone() {
        return done;
    }

    T result() {
        if (refusal != null) {
            throw refusal;
        }
        return result;
    }
}
