package io.weir.client;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.MountedDriver;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.weir.shm.ControlStreams;
import io.weir.shm.attach.AttachAccept;
import io.weir.shm.control.MessageHeaderDecoder;
import io.weir.verbs.Errno;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The control path: one request and its one reply at a time, over Aeron IPC, driven on the caller's thread under the
 * session's lock. Liveness is the attach socket's; Aeron's own timeouts are made so long that an idle process may
 * sleep for days.
 */
final class ControlChannel implements AutoCloseable {
    private static final long NEVER_MS = TimeUnit.DAYS.toMillis(365);
    private static final int MAX_REQUEST = 1024;

    private final ControlWait wait;
    private final Aeron aeron;
    private final ExclusivePublication requests;
    private final Subscription replies;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_REQUEST]);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private long correlationId;

    /** Encodes a request. */
    interface Request {
        /** Writes header and body at the start of the buffer; answers their length. */
        int encode(MutableDirectBuffer buffer, long correlationId);
    }

    private ControlChannel(
        final ControlWait wait, final Aeron aeron, final ExclusivePublication requests, final Subscription replies) {
        this.wait = wait;
        this.aeron = aeron;
        this.requests = requests;
        this.replies = replies;
    }

    /** Connects to the session's driver; {@link VerbsException} if that takes longer than {@code timeoutNs}. */
    static ControlChannel open(
        final Path directory, final AttachAccept accept, final ControlWait wait, final long timeoutNs) {
        wait.start("open control path", timeoutNs);
        while (!CommonContext.isDriverActive(directory.toFile(), NEVER_MS, ignored -> { })) {
            wait.idle();
        }
        Aeron aeron = null;
        try {
            aeron = Aeron.connect(MountedDriver.context(directory)
                .useConductorAgentInvoker(true)
                .awaitingIdleStrategy(wait)
                .driverTimeoutMs(NEVER_MS)
                .resourceLingerDurationNs(0)
                .errorHandler(wait::failed));
            final Subscription replies = aeron.addSubscription(ControlStreams.CHANNEL, accept.replyStreamId());
            final ExclusivePublication requests =
                aeron.addExclusivePublication(ControlStreams.CHANNEL, accept.requestStreamId());
            // not before: a conductor driven while Aeron waits for its driver would take the answer away
            wait.drive(aeron.conductorAgentInvoker());
            while (!requests.isConnected() || !replies.isConnected()) {
                wait.idle();
            }
            return new ControlChannel(wait, aeron, requests, replies);
        } catch (final AeronException thrown) {
            CloseHelper.quietClose(aeron);
            throw new VerbsException(
                Errno.EIO, "open control path in " + directory, String.valueOf(thrown.getMessage()), thrown);
        } catch (final VerbsException thrown) {
            CloseHelper.quietClose(aeron);
            throw thrown;
        }
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @param verb  what it is, for messages
     * @param reply takes the reply
     * @throws VerbsException the router's refusal, ENODEV if it is gone, ETIMEDOUT if it does not answer
     */
    <T> T call(final String verb, final long timeoutNs, final Request request, final Reply<T> reply) {
        final long id = ++correlationId;
        final int length = request.encode(buffer, id);
        wait.start(verb, timeoutNs);
        try {
            offer(verb, length);
            reply.expect(verb, id);
            while (!reply.isDone()) {
                if (replies.poll((fragment, offset, size, position) -> take(reply, fragment, offset, size), 1) == 0) {
                    wait.idle();
                }
            }
        } catch (final AeronException thrown) {
            throw new VerbsException(Errno.EIO, verb, String.valueOf(thrown.getMessage()), thrown);
        }
        return reply.result();
    }

    @Override
    public void close() {
        CloseHelper.quietClose(aeron);
    }

    private void offer(final String verb, final int length) {
        long position = requests.offer(buffer, 0, length);
        while (position < 0) {
            if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED) {
                throw new VerbsException(Errno.EIO, verb, "the control path is closed" + wait.reason());
            }
            wait.idle();
            position = requests.offer(buffer, 0, length);
        }
        wait.ring();
    }

    private void take(final Reply<?> reply, final DirectBuffer fragment, final int offset, final int length) {
        if (length >= MessageHeaderDecoder.ENCODED_LENGTH + Long.BYTES) {
            header.wrap(fragment, offset);
            if (header.schemaId() == MessageHeaderDecoder.SCHEMA_ID) {
                reply.take(header, fragment, offset);
            }
        }
    }
}
