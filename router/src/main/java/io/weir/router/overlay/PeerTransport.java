package io.weir.router.overlay;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.weir.router.config.Endpoint;
import io.weir.router.config.PeerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;

/**
 * Messages to and from the other routers: one Aeron driver, run by the control thread, one UDP stream a peer and
 * direction.
 */
final class PeerTransport implements AutoCloseable {
    private static final int STREAM = 1;
    private static final int TERM_LENGTH = 64 * 1024;
    private static final int MESSAGES_A_POLL = 64;
    private static final long FOREVER_NS = TimeUnit.DAYS.toNanos(365);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final AgentInvoker driverInvoker;
    private final AgentInvoker clientInvoker;
    private final Subscription incoming;
    private final Map<String, ExclusivePublication> outgoing = new HashMap<>();
    private long errors;
    private Throwable lastError;

    /**
     * Opens the streams.
     *
     * @param directory of its Aeron driver; does not exist
     * @param control   where peers' messages are taken
     */
    PeerTransport(final Path directory, final Endpoint control, final List<PeerConfig> peers) {
        driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.toString())
            .threadingMode(ThreadingMode.INVOKER)
            .asyncExecutorEnabled(false)
            .warnIfDirectoryExists(false)
            .dirDeleteOnShutdown(true)
            .termBufferSparseFile(true)
            .publicationTermBufferLength(TERM_LENGTH)
            .ipcTermBufferLength(TERM_LENGTH)
            .lowStorageWarningThreshold(0)
            .clientLivenessTimeoutNs(FOREVER_NS)
            .publicationUnblockTimeoutNs(2 * FOREVER_NS)
            .errorHandler(this::onError));
        try {
            driverInvoker = driver.sharedAgentInvoker();
            aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .useConductorAgentInvoker(true)
                .driverAgentInvoker(driverInvoker)
                .subscriberErrorHandler(this::onError)
                .errorHandler(this::onError));
            clientInvoker = aeron.conductorAgentInvoker();
            incoming = aeron.addSubscription(channel(control), STREAM);
            for (final PeerConfig peer : peers) {
                outgoing.put(peer.name(), aeron.addExclusivePublication(channel(peer.control()), STREAM));
            }
        } catch (final RuntimeException thrown) {
            CloseHelper.quietClose(driver);
            throw new IllegalStateException(
                "cannot open " + control + " for other routers' messages: " + thrown.getMessage(), thrown);
        }
    }

    /** Runs the driver, takes messages. */
    int poll(final FragmentHandler handler) {
        return driverInvoker.invoke() + clientInvoker.invoke() + incoming.poll(handler, MESSAGES_A_POLL);
    }

    /** Sends a message to a peer, if it listens and there is room, and lets it go out at once. */
    boolean offer(final String peer, final DirectBuffer buffer, final int length) {
        final ExclusivePublication publication = outgoing.get(peer);
        if (publication == null || publication.offer(buffer, 0, length) <= 0) {
            return false;
        }
        driverInvoker.invoke();
        return true;
    }

    /** Whether a peer listens. */
    boolean isConnected(final String peer) {
        final ExclusivePublication publication = outgoing.get(peer);
        return publication != null && publication.isConnected();
    }

    long errors() {
        return errors;
    }

    Throwable lastError() {
        return lastError;
    }

    @Override
    public void close() {
        CloseHelper.close(this::onError, aeron);
        CloseHelper.close(this::onError, driver);
    }

    private void onError(final Throwable error) {
        errors++;
        lastError = error;
    }

    private static String channel(final Endpoint endpoint) {
        return CommonContext.UDP_CHANNEL + "?endpoint=" + endpoint + "|term-length=64k";
    }
}
