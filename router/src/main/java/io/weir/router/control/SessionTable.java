package io.weir.router.control;

import io.weir.shm.linux.Epoll;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The attached processes, and what the agent's epoll watches of them.
 *
 * <p>The control doorbell is watched edge by edge and never read: its file is shared with the tenant, who could make a
 * read block. The attach socket's other end is another file: it is read.
 */
final class SessionTable {
    private final Epoll epoll;
    private final Int2ObjectHashMap<ControlSession> byId = new Int2ObjectHashMap<>();
    private final List<ControlSession> all = new ArrayList<>();

    SessionTable(final Epoll epoll) {
        this.epoll = epoll;
    }

    /** In the order in which they attached. */
    List<ControlSession> all() {
        return all;
    }

    ControlSession get(final int id) {
        return byId.get(id);
    }

    void add(final ControlSession session) {
        byId.put(session.id(), session);
        all.add(session);
        epoll.add(session.socket().fd(), Epoll.IN | Epoll.RDHUP, Source.ATTACHED.tag(session.id()));
        epoll.add(session.session().segments().controlDoorbellFd(), Epoll.IN | Epoll.EDGE_TRIGGERED,
            Source.DOORBELL.tag(session.id()));
        if (session.pidfd() >= 0) {
            epoll.add(session.pidfd(), Epoll.IN, Source.DEATH.tag(session.id()));
        }
    }

    /** Before its descriptors are closed: duplicates that the tenant holds would go on being watched. */
    void remove(final ControlSession session) {
        byId.remove(session.id());
        all.remove(session);
        epoll.remove(session.socket().fd());
        if (session.session() != null) {
            epoll.remove(session.session().segments().controlDoorbellFd());
        }
        if (session.pidfd() >= 0) {
            epoll.remove(session.pidfd());
        }
    }
}
