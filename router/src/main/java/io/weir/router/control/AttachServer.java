package io.weir.router.control;

import io.weir.router.accounting.UsageEvent;
import io.weir.router.tenant.Tenant;
import io.weir.shm.attach.AttachException;
import io.weir.shm.attach.AttachHello;
import io.weir.shm.attach.AttachMessage;
import io.weir.shm.attach.AttachRefusal;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.Epoll;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.PeerCredentials;
import io.weir.shm.linux.UnixSocket;
import io.weir.verbs.Errno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Takes connections at the tenants' attach sockets, and hears their hellos. Who may not attach by the kernel's word is
 * told so and put out; who says nothing is put out in time; and a socket has only so many who have not spoken.
 */
final class AttachServer implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final int MAX_NEWCOMERS = 32;
    private static final int MAX_STRANGERS = 8;
    private static final int ACCEPTS_A_CYCLE = 8;
    private static final long HELLO_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final Epoll epoll;
    private final ControlInbox inbox;
    private final EventLog log;
    private final List<Listener> listeners = new ArrayList<>();
    private final Int2ObjectHashMap<Newcomer> newcomers = new Int2ObjectHashMap<>();
    private int lastNewcomer;

    AttachServer(final Epoll epoll, final ControlInbox inbox, final EventLog log) {
        this.epoll = epoll;
        this.inbox = inbox;
        this.log = log;
    }

    /** Listens for processes of a tenant. */
    void listen(final Tenant tenant, final Path socket, final ControlDirectories directories) {
        final int fd = UnixSocket.listen(socket, BACKLOG);
        final int free = listeners.indexOf(null);
        final int index = free < 0 ? listeners.size() : free;
        final Listener listener = new Listener(tenant, socket, fd);
        if (free < 0) {
            listeners.add(listener);
        } else {
            listeners.set(free, listener);
        }
        directories.openSocket(socket);
        epoll.add(fd, Epoll.IN, Source.LISTENER.tag(index));
    }

    /** Takes nobody in any more for a tenant, and sends away who waits. */
    void unlisten(final Tenant tenant) {
        for (int i = 0; i < listeners.size(); i++) {
            final Listener listener = listeners.get(i);
            if (listener != null && listener.tenant == tenant) {
                // its place stays empty: the others' places are in the epoll's tags
                listeners.set(i, null);
                close(listener);
                for (final int number : newcomers.keySet().stream().mapToInt(Integer::intValue).toArray()) {
                    final Newcomer newcomer = newcomers.get(number);
                    if (newcomer.listener == listener) {
                        forget(number);
                        refuse(tenant, newcomer.socket, newcomer.credentials, Errno.ENODEV,
                            tenant.name() + " is no tenant any more");
                    }
                }
            }
        }
    }

    /** A listening socket is readable. */
    int onConnection(final int index, final long nowNs) {
        final Listener listener = listeners.get(index);
        if (listener == null) {
            return 0;
        }
        int accepted = 0;
        while (accepted < ACCEPTS_A_CYCLE) {
            final int fd = UnixSocket.accept(listener.fd);
            if (fd < 0) {
                if (fd != -Errno.EAGAIN) {
                    rest(listener, index, -fd);
                }
                return accepted;
            }
            accepted++;
            welcome(listener, fd, nowNs);
        }
        return accepted;
    }

    /** A newcomer spoke or left. */
    int onHello(final int number) {
        final Newcomer newcomer = newcomers.get(number);
        if (newcomer == null) {
            return 0;
        }
        final AttachMessage message;
        try {
            message = newcomer.socket.tryReceive();
        } catch (final AttachException thrown) {
            forget(number);
            refuse(newcomer.listener.tenant, newcomer.socket, newcomer.credentials, thrown.errno(),
                thrown.getMessage());
            return 1;
        }
        if (message != null && !newcomer.admitted) {
            // not before: a socket that is closed with a message unread makes the other side lose the refusal
            forget(number);
            refuseStranger(newcomer.listener.tenant, newcomer.socket, newcomer.credentials);
        } else if (message instanceof final AttachHello hello) {
            forget(number);
            inbox.handOver(ControlEvent.Kind.ATTACH, null, new AttachRequest(newcomer.listener.tenant, newcomer.socket,
                newcomer.credentials, hello.processName()), 0, 0, null);
        } else if (message != null) {
            forget(number);
            refuse(newcomer.listener.tenant, newcomer.socket, newcomer.credentials, Errno.EPROTO,
                "an attach begins with a hello");
        } else if (newcomer.socket.isEnded()) {
            forget(number);
            newcomer.socket.close();
        }
        return 1;
    }

    /** Puts out who did not speak in time, and listens again where nobody could be taken in. */
    int onTimer(final long nowNs) {
        int work = 0;
        for (int i = 0; i < listeners.size(); i++) {
            final Listener listener = listeners.get(i);
            if (listener != null && listener.rests) {
                listener.rests = false;
                epoll.modify(listener.fd, Epoll.IN, Source.LISTENER.tag(i));
            }
        }
        if (!newcomers.isEmpty()) {
            for (final int number : newcomers.keySet().stream().mapToInt(Integer::intValue).toArray()) {
                final Newcomer newcomer = newcomers.get(number);
                if (nowNs - newcomer.deadlineNs >= 0) {
                    forget(number);
                    refuse(newcomer.listener.tenant, newcomer.socket, newcomer.credentials, Errno.ETIMEDOUT,
                        "no hello within " + TimeUnit.NANOSECONDS.toMillis(HELLO_TIMEOUT_NS) + " ms");
                    work++;
                }
            }
        }
        return work;
    }

    /** Says no, writes down who it was, and closes. Who comes again and again is so once a second. */
    void refuse(final Tenant tenant, final AttachSocket socket, final PeerCredentials credentials, final int errno,
                final String why) {
        final String who = who(credentials);
        if (log.limited("refuse " + credentials.uid(), tenant.name(),
            "refused " + who + " at " + tenant.name() + ": " + why)) {
            tenant.tell(UsageEvent.Kind.ATTACH_REFUSED, who + ": " + why);
        }
        socket.trySend(AttachRefusal.of(errno, why));
        socket.close();
    }

    /** Takes nobody in any more. */
    void stopListening() {
        for (final Listener listener : listeners) {
            if (listener != null) {
                close(listener);
            }
        }
        listeners.clear();
    }

    private void close(final Listener listener) {
        epoll.remove(listener.fd);
        Fd.close(listener.fd);
        ControlDirectories.deleteTree(listener.path);
    }

    @Override
    public void close() {
        stopListening();
        newcomers.values().forEach(newcomer -> newcomer.socket.close());
        newcomers.clear();
    }

    /** Without descriptors to accept with, the socket stays readable: looking at it again at once would cost a core. */
    private void rest(final Listener listener, final int index, final int errno) {
        epoll.modify(listener.fd, 0, Source.LISTENER.tag(index));
        listener.rests = true;
        log.limited("failure accept", listener.tenant.name(), "takes nobody in as " + listener.tenant.name() + ": "
            + new LinuxException(errno, "accept", listener.path.toString()).getMessage());
    }

    private void welcome(final Listener listener, final int fd, final long nowNs) {
        final AttachSocket socket = new AttachSocket(fd);
        final PeerCredentials credentials = socket.peerCredentials();
        final boolean admitted = listener.tenant.policy().admits(credentials.uid(), credentials.gid());
        if (!admitted && listener.strangers >= MAX_STRANGERS) {
            refuseStranger(listener.tenant, socket, credentials);
        } else if (admitted && listener.waiting >= MAX_NEWCOMERS) {
            refuse(listener.tenant, socket, credentials, Errno.EAGAIN,
                MAX_NEWCOMERS + " processes are attaching as " + listener.tenant.name() + " already");
        } else {
            lastNewcomer = (lastNewcomer + 1) & Integer.MAX_VALUE;
            listener.count(admitted, 1);
            newcomers.put(
                lastNewcomer, new Newcomer(listener, socket, credentials, admitted, nowNs + HELLO_TIMEOUT_NS));
            epoll.add(fd, Epoll.IN | Epoll.RDHUP, Source.NEWCOMER.tag(lastNewcomer));
        }
    }

    /** The kernel's word for a process, and the tenants that it is of; its id is 0 in a pid namespace of its own. */
    private String who(final PeerCredentials credentials) {
        final String others = listeners.stream()
            .filter(listener -> listener != null
                && listener.tenant.policy().admits(credentials.uid(), credentials.gid()))
            .map(listener -> listener.tenant.name())
            .collect(Collectors.joining(", "));
        return "uid " + credentials.uid() + " gid " + credentials.gid()
            + (credentials.pid() == 0 ? " in another pid namespace" : " pid " + credentials.pid())
            + (others.isEmpty() ? ", of no tenant" : ", of " + others);
    }

    private void refuseStranger(final Tenant tenant, final AttachSocket socket, final PeerCredentials credentials) {
        refuse(tenant, socket, credentials, Errno.EACCES, "uid " + credentials.uid() + " gid " + credentials.gid()
            + " may not attach as " + tenant.name());
    }

    private void forget(final int number) {
        final Newcomer newcomer = newcomers.remove(number);
        newcomer.listener.count(newcomer.admitted, -1);
        epoll.remove(newcomer.socket.fd());
    }

    private static final class Listener {
        private final Tenant tenant;
        private final Path path;
        private final int fd;
        private int waiting;
        private int strangers;
        private boolean rests;

        Listener(final Tenant tenant, final Path path, final int fd) {
            this.tenant = tenant;
            this.path = path;
            this.fd = fd;
        }

        void count(final boolean admitted, final int change) {
            if (admitted) {
                waiting += change;
            } else {
                strangers += change;
            }
        }
    }

    private record Newcomer(Listener listener, AttachSocket socket, PeerCredentials credentials, boolean admitted,
                            long deadlineNs) {
    }
}
