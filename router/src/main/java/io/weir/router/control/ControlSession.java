package io.weir.router.control;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.weir.policy.Rate;
import io.weir.router.datapath.SessionEvents;
import io.weir.router.tenant.Session;
import io.weir.router.tenant.Tenant;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.attach.AttachAsyncEvent;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.Fd;
import io.weir.verbs.AsyncEventType;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An attached process as the control path sees it: its socket, its Aeron streams, replies that wait for room. All but
 * {@link SessionEvents} is for the control thread.
 */
final class ControlSession implements SessionEvents {
    private static final int REQUESTS_A_CYCLE = 16;
    private static final int MAX_WAITING_REPLIES = 1024;
    private static final int MAX_LOST_EVENTS = 4096;
    private static final int MAX_DRIVER_ERRORS = 64;
    /** Wake-ups that brought no request and are forgiven, each time the slow timer comes; and how many more are not. */
    private static final int FORGIVEN_WAKE_UPS = 20;
    private static final int MAX_WAKE_UPS = 2000;
    /** For replies to be read. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    /** For streams to be opened, by a process that has just started, on a machine that may be busy. */
    private static final long OPENING_PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final AttachRequest origin;
    private final int id;
    private final ControlInbox inbox;
    private final ArrayDeque<byte[]> waitingReplies = new ArrayDeque<>();
    private final UnsafeBuffer waiting = new UnsafeBuffer(0, 0);
    private SessionDriver driver;
    private Path directory;
    private Session session;
    private int pidfd = Fd.NONE;
    private int lostEvents;
    private int wakeUps;
    private String offence;
    private boolean gone;
    private boolean connected;
    private boolean isPaced;
    private long unsettledSinceNs;

    ControlSession(final AttachRequest origin, final int id, final ControlInbox inbox, final long nowNs) {
        unsettledSinceNs = nowNs;
        this.origin = origin;
        this.id = id;
        this.inbox = inbox;
    }

    int id() {
        return id;
    }

    /** It was told how to open its streams: what the router took until then is not its fault. */
    void accepted(final long nowNs) {
        unsettledSinceNs = nowNs;
    }

    Tenant tenant() {
        return origin.tenant();
    }

    AttachRequest origin() {
        return origin;
    }

    AttachSocket socket() {
        return origin.socket();
    }

    Session session() {
        return session;
    }

    SessionDriver driver() {
        return driver;
    }

    Path directory() {
        return directory;
    }

    int pidfd() {
        return pidfd;
    }

    /** Whether it is over: what still comes for it is dropped. */
    boolean isGone() {
        return gone;
    }

    void markGone() {
        gone = true;
    }

    /** What it must be evicted for, or null. */
    String offence() {
        return offence;
    }

    void driver(final SessionDriver newDriver, final Path newDirectory) {
        driver = newDriver;
        directory = newDirectory;
    }

    void session(final Session newSession, final int newPidfd) {
        session = newSession;
        pidfd = newPidfd;
    }

    /** Runs its driver, sends replies that wait, takes requests; how much was done. */
    int poll(final long nowNs) {
        int work = driver.work(nowNs) + sendWaiting();
        if (waitingReplies.isEmpty()) {
            final Rate pace = tenant().policy().quota().controlVerbs();
            final int paced = tenant().verbPace().room(pace, REQUESTS_A_CYCLE, nowNs);
            isPaced = paced == 0;
            final int limit = Math.min(paced, inbox.room());
            final int requests = limit > 0 ? driver.poll(this::onFragment, limit) : 0;
            tenant().verbPace().taken(requests, nowNs);
            wakeUps = Math.max(0, wakeUps - requests);
            work += requests;
        }
        if (driver.errors() > MAX_DRIVER_ERRORS) {
            offend("broken control channel: " + driver.lastError());
        }
        return work;
    }

    /** For how long its requests are left alone because its tenant made too many; for ever if they are not. */
    long pacedNs(final long nowNs) {
        return isPaced ? tenant().verbPace().waitNs(nowNs) : Long.MAX_VALUE;
    }

    /** Whether it must be looked at often: it is attaching still, or replies wait for room. */
    boolean isUnsettled() {
        return !waitingReplies.isEmpty() || !connected;
    }

    /** The control doorbell rang. */
    int onDoorbell() {
        wakeUps++;
        return 0;
    }

    /**
     * Evicts it if it makes the router wait (for its streams after it attached, for room for replies), or work for
     * nothing. The slow timer's.
     */
    void checkConduct(final long nowNs) {
        final String abuse = driver.abuse();
        if (abuse != null) {
            offend(abuse);
        }
        if (wakeUps > MAX_WAKE_UPS) {
            offend("wakes the control path without a request");
        }
        wakeUps = Math.max(0, wakeUps - FORGIVEN_WAKE_UPS);
        if (!connected && driver.isConnected()) {
            connected = true;
            unsettledSinceNs = nowNs;
        }
        if (!isUnsettled()) {
            unsettledSinceNs = nowNs;
        } else if (nowNs - unsettledSinceNs > (connected ? PATIENCE_NS : OPENING_PATIENCE_NS)) {
            offend(connected ? "does not read its replies" : "does not open its control streams");
        }
    }

    /** Sends a reply, now or when there is room. */
    void reply(final DirectBuffer buffer, final int length) {
        if (waitingReplies.isEmpty() && driver.offer(buffer, length)) {
            return;
        }
        if (waitingReplies.size() >= MAX_WAITING_REPLIES) {
            offend("does not read its replies");
            return;
        }
        final byte[] copy = new byte[length];
        buffer.getBytes(0, copy);
        waitingReplies.add(copy);
    }

    /** Tells the tenant of an asynchronous event; one that does not read loses events, then its session. */
    void sendAsyncEvent(final AsyncEventType type, final int handle) {
        if (socket().trySend(new AttachAsyncEvent(type, handle)) < 0 && ++lostEvents > MAX_LOST_EVENTS) {
            offend("does not read its asynchronous events");
        }
    }

    int lostEvents() {
        return lostEvents;
    }

    /** Whether the tenant must ring, or need not. */
    void controlSleeps(final boolean sleeps) {
        session.segments().queues().putIntVolatile(QueueSegmentDescriptor.CONTROL_SLEEP_OFFSET, sleeps ? 1 : 0);
    }

    void offend(final String what) {
        if (offence == null) {
            offence = what;
        }
    }

    @Override
    public void onAsyncEvent(final AsyncEventType event, final int handle) {
        inbox.handOver(ControlEvent.Kind.ASYNC, this, null, event.value(), handle, null);
    }

    @Override
    public void onBrokenRing(final String fault) {
        inbox.handOver(ControlEvent.Kind.BROKEN_RING, this, null, 0, 0, fault);
    }

    @Override
    public void onBroken(final String reason) {
        inbox.handOver(ControlEvent.Kind.GONE, this, null, 1, 0, reason);
    }

    @Override
    public String toString() {
        final String pid = "pid " + origin.credentials().pid();
        return "session " + id + " of " + tenant().name() + " ("
            + (origin.process().equals(pid) ? "" : origin.process() + ", ") + "uid " + origin.credentials().uid() + ", "
            + pid + ")";
    }

    private int sendWaiting() {
        int sent = 0;
        byte[] reply = waitingReplies.peek();
        while (reply != null) {
            waiting.wrap(reply);
            if (!driver.offer(waiting, reply.length)) {
                return sent;
            }
            sent++;
            waitingReplies.remove();
            reply = waitingReplies.peek();
        }
        return sent;
    }

    private void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header) {
        final byte whole = FrameDescriptor.UNFRAGMENTED;
        if (length <= 0 || length > ControlEvent.MESSAGE_CAPACITY || (header.flags() & whole) != whole) {
            offend("control message of " + length + " bytes");
        } else {
            inbox.offer(ControlEvent.Kind.REQUEST, this, buffer, offset, length);
        }
    }
}
