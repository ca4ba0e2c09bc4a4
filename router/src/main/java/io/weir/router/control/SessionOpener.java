package io.weir.router.control;

import io.weir.router.datapath.DataPath;
import io.weir.router.tenant.DeviceLimits;
import io.weir.router.tenant.Segments;
import io.weir.router.tenant.Session;
import io.weir.router.tenant.Tenant;
import io.weir.router.tenant.VerbException;
import io.weir.router.tenant.VirtualDevice;
import io.weir.shm.ControlStreams;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.attach.AttachAccept;
import io.weir.shm.attach.AttachAsyncEvent;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.UnixSocket;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import java.nio.file.Path;
import org.agrona.concurrent.NanoClock;

/** Opens sessions and takes them down again: whatever fails on the way, nothing half-made stays behind. */
final class SessionOpener {
    private final DataPath dataPath;
    private final ControlDirectories directories;
    private final ControlInbox inbox;
    private final SessionTable sessions;
    private final AttachServer server;
    private final EventLog log;
    private final NanoClock clock;
    private final AttachPace pace = new AttachPace();
    private int lastId;

    SessionOpener(final DataPath dataPath, final ControlDirectories directories, final ControlInbox inbox,
                  final SessionTable sessions, final AttachServer server, final EventLog log,
                  final NanoClock clock) {
        this.dataPath = dataPath;
        this.directories = directories;
        this.inbox = inbox;
        this.sessions = sessions;
        this.server = server;
        this.log = log;
        this.clock = clock;
    }

    /** Lets a process in, or tells it why not. */
    void open(final AttachRequest request) {
        final long nowNs = clock.nanoTime();
        final ControlSession session = new ControlSession(request, ++lastId, inbox, nowNs);
        try {
            if (!pace.tryAttach(request.tenant(), nowNs)) {
                throw new VerbException(Errno.EAGAIN, request.tenant().name() + " attaches more than "
                    + AttachPace.BURST + " processes at once, and then more than "
                    + request.tenant().policy().quota().attaches().perSecond() + " a second");
            }
            request.tenant().requireSession();
            prepare(session);
            accept(session);
            session.accepted(clock.nanoTime());
            log.line("attach", request.tenant().name(), "attached " + session);
        } catch (final VerbException refusal) {
            refuse(session, refusal.errno(), refusal.getMessage());
        } catch (final LinuxException failure) {
            refuse(session, failure.errno(), failure.getMessage());
        } catch (final RuntimeException failure) {
            refuse(session, Errno.EIO, String.valueOf(failure.getMessage()));
        }
    }

    /**
     * Takes a session down and reclaims all it had.
     *
     * @param reason what it did, or null when it just left
     */
    void close(final ControlSession session, final String reason) {
        if (session.isGone()) {
            return;
        }
        session.markGone();
        sessions.remove(session);
        if (reason == null) {
            log.line("detach", session.tenant().name(), "detached " + session);
        } else {
            log.limited("evict " + kind(reason), session.tenant().name(), "evicted " + session + ": " + reason);
        }
        release(session);
        if (reason != null) {
            session.socket().trySend(new AttachAsyncEvent(AsyncEventType.DEVICE_FATAL, 0));
        }
        session.socket().close();
    }

    private void prepare(final ControlSession session) {
        final Tenant tenant = session.tenant();
        final Path directory = directories.createSession(tenant.name(), session.origin().credentials().gid());
        session.driver(null, directory);
        session.driver(new SessionDriver(directory), directory);
        directories.protectSession(directory);
        final Segments segments = Segments.create(tenant.name(), session.id());
        try {
            session.session(new Session(tenant, session.id(), segments, dataPath, session),
                UnixSocket.peerPidfd(session.socket().fd()));
        } catch (final RuntimeException thrown) {
            segments.close();
            throw thrown;
        }
    }

    private void accept(final ControlSession session) {
        final VirtualDevice device = session.tenant().device();
        final Segments segments = session.session().segments();
        sessions.add(session);
        final int sent = session.socket().trySend(new AttachAccept(session.id(), QueueSegmentDescriptor.SEGMENT_LENGTH,
                DeviceLimits.MAX_ADDRESS, ControlStreams.REQUEST_STREAM, ControlStreams.REPLY_STREAM,
                device.gid().high(), device.gid().low(), session.directory().getFileName().toString(), device.network(),
                session.tenant().name()),
            segments.queueFd(), segments.memoryFd(), segments.dataDoorbellFd(), segments.controlDoorbellFd());
        if (sent < 0) {
            throw new LinuxException(-sent, "send", "the attach reply");
        }
    }

    private void refuse(final ControlSession session, final int errno, final String why) {
        if (session.session() != null) {
            sessions.remove(session);
        }
        session.markGone();
        release(session);
        server.refuse(session.tenant(), session.socket(), session.origin().credentials(), errno, why);
    }

    private void release(final ControlSession session) {
        attempt(session, () -> {
            if (session.session() != null) {
                session.session().close();
            }
        });
        Fd.close(session.pidfd());
        attempt(session, () -> {
            if (session.driver() != null) {
                session.driver().close();
            }
        });
        attempt(session, () -> {
            if (session.directory() != null) {
                ControlDirectories.deleteTree(session.directory());
            }
        });
    }

    private void attempt(final ControlSession session, final Runnable step) {
        try {
            step.run();
        } catch (final RuntimeException | InternalError thrown) {
            log.limited("failure reclaim", session.tenant().name(), "while reclaiming " + session + ": " + thrown);
        }
    }

    private static String kind(final String reason) {
        final int end = reason.indexOf(':');
        return end < 0 ? reason : reason.substring(0, end);
    }
}
