package io.weir.router.control;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ConfinedClient;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.BoundedLogs;
import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.LogBufferDescriptor;
import io.weir.shm.ControlStreams;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * A session's own Aeron driver and the router's two streams on it, all run by the control thread. A tenant that breaks
 * its driver's files breaks its own control path; what that throws is counted in {@link #errors()}.
 *
 * <p>The tenant runs its client conductor only while it waits for a reply, so Aeron's own liveness says nothing: the
 * attach socket does.
 */
final class SessionDriver implements AutoCloseable {
    private static final long FOREVER_NS = TimeUnit.DAYS.toNanos(365);
    /** One log each way; a few more for a tenant that tries again. */
    private static final int MAX_LOGS = 8;
    private static final long MAX_LOG_LENGTH =
        LogBufferDescriptor.computeLogLength(ControlDirectories.TERM_LENGTH, LogBufferDescriptor.PAGE_MAX_SIZE);
    /** Commands to the driver may make it remember things: a session needs a dozen of them, and keep-alives. */
    private static final long MAX_COMMAND_BYTES = 16 * 1024;
    private static final long FORGIVEN_COMMAND_BYTES = 16;
    /** How long a driver is left alone when no messages go, and for how many turns it is not when some did. */
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Of one whose tenant asks for nothing: each rest is twice the one before, up to this. */
    private static final long LONGEST_REST_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int TURNS = 4;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final AgentInvoker driverInvoker;
    private final AgentInvoker clientInvoker;
    private final Subscription requests;
    private final ExclusivePublication replies;
    private final ConfinedClient confinement;
    private final RingBuffer commands;
    private long commandPosition;
    private long commandBytes;
    private boolean commandsForged;
    private boolean settled;
    private int turns;
    private long dueNs;
    private long restNs = REST_NS;
    private int errors;
    private Throwable lastError;

    /** Starts it in a directory that exists and is empty. */
    SessionDriver(final Path directory) {
        final MediaDriver.Context context = new MediaDriver.Context()
            .aeronDirectoryName(directory.toString())
            .threadingMode(ThreadingMode.INVOKER)
            .asyncExecutorEnabled(false)
            .warnIfDirectoryExists(false)
            .dirDeleteOnStart(false)
            .dirDeleteOnShutdown(false)
            .termBufferSparseFile(true)
            .ipcTermBufferLength(ControlDirectories.TERM_LENGTH)
            .publicationTermBufferLength(ControlDirectories.TERM_LENGTH)
            .counterValuesBufferLength(Configuration.COUNTERS_VALUES_BUFFER_LENGTH_MIN)
            .lowStorageWarningThreshold(0)
            .spiesSimulateConnection(false)
            .clientLivenessTimeoutNs(FOREVER_NS)
            .publicationUnblockTimeoutNs(2 * FOREVER_NS)
            .nameResolver(new RefusingNameResolver())
            .sendChannelEndpointSupplier((channel, indicator, endpointContext) -> {
                throw refusedEndpoint();
            })
            .receiveChannelEndpointSupplier((channel, dispatcher, indicator, endpointContext) -> {
                throw refusedEndpoint();
            })
            .errorHandler(this::onError);
        driver = MediaDriver.launch(BoundedLogs.bound(context, ControlDirectories.TERM_LENGTH, MAX_LOGS));
        ConfinedClient confined = null;
        try {
            CncPages.giveBack(directory);
            driverInvoker = driver.sharedAgentInvoker();
            final Aeron.Context client = new Aeron.Context();
            confined = ConfinedClient.confine(client, directory, MAX_LOGS, MAX_LOG_LENGTH);
            confinement = confined;
            aeron = Aeron.connect(client
                .aeronDirectoryName(directory.toString())
                .useConductorAgentInvoker(true)
                .driverAgentInvoker(driverInvoker)
                .subscriberErrorHandler(this::onError)
                .errorHandler(this::onError));
            clientInvoker = aeron.conductorAgentInvoker();
            requests = aeron.addSubscription(ControlStreams.CHANNEL, ControlStreams.REQUEST_STREAM);
            replies = aeron.addExclusivePublication(ControlStreams.CHANNEL, ControlStreams.REPLY_STREAM);
            commands = confined.commands();
            commandPosition = commands.consumerPosition();
        } catch (final RuntimeException thrown) {
            CloseHelper.quietCloseAll(driver, confined);
            throw thrown;
        }
    }

    /**
     * Runs the driver, and the router's client on it as long as the streams are not open: from then on the client has
     * nothing to learn, and messages of the driver that the tenant forges find nobody, and the driver has little to do:
     * it moves the limits of the streams, after messages, and looks at commands and the time now and then. A thousand
     * drivers at every turn would keep those waiting who do ask for something.
     */
    int work(final long nowNs) {
        if (settled && turns == 0 && nowNs - dueNs < 0) {
            return 0;
        }
        restNs = settled && turns == 0 ? Math.min(2 * restNs, LONGEST_REST_NS) : REST_NS;
        dueNs = nowNs + restNs;
        turns = Math.max(0, turns - 1);
        int work = driverInvoker.invoke();
        if (!settled) {
            work += clientInvoker.invoke();
            settled = replies.isConnected() && requests.imageCount() > 0;
        }
        final long position = commands.consumerPosition();
        if (position != commandPosition) {
            final long read = position - commandPosition;
            commandsForged |= read < 0 || read > commands.capacity();
            commandPosition = position;
            commandBytes += read;
        }
        return work;
    }

    /** What the tenant does to the driver that no session needs, or null; the slow timer asks. */
    String abuse() {
        if (aeron.isClosed() || driverInvoker.isClosed()) {
            return "broken control channel: closed, " + lastError;
        }
        if (commandsForged) {
            return "wrote over its driver's command buffer";
        }
        if (commandBytes > MAX_COMMAND_BYTES) {
            return "floods its driver with commands";
        }
        commandBytes = Math.max(0, commandBytes - FORGIVEN_COMMAND_BYTES);
        return null;
    }

    /** Takes requests, at most {@code limit}. */
    int poll(final FragmentHandler handler, final int limit) {
        final int count = requests.poll(handler, limit);
        if (count > 0) {
            turns = TURNS;
        }
        return count;
    }

    /** Whether the tenant listens for replies. */
    boolean isConnected() {
        return replies.isConnected();
    }

    /** Sends a reply; false: no room, or nobody listens. */
    boolean offer(final DirectBuffer buffer, final int length) {
        turns = TURNS;
        return replies.offer(buffer, 0, length) > 0;
    }

    /** Errors that the driver or the client met so far. */
    int errors() {
        return errors;
    }

    /** The last of them, or null. */
    Throwable lastError() {
        return lastError;
    }

    @Override
    public void close() {
        CloseHelper.close(this::onError, aeron);
        CloseHelper.close(this::onError, confinement);
        CloseHelper.close(this::onError, driver);
    }

    private void onError(final Throwable error) {
        errors++;
        lastError = error;
    }

    private static IllegalArgumentException refusedEndpoint() {
        return new IllegalArgumentException("channels other than " + CommonContext.IPC_CHANNEL + " are refused");
    }
}
