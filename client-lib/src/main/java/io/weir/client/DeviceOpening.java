package io.weir.client;

import io.weir.shm.attach.AttachAccept;
import io.weir.shm.attach.AttachException;
import io.weir.shm.attach.AttachHello;
import io.weir.shm.attach.AttachLayout;
import io.weir.shm.attach.AttachMessage;
import io.weir.shm.attach.AttachRefusal;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.Memfd;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/** Opens a device: connect, handshake, map, control path, first query. What was taken is given back if a step fails. */
final class DeviceOpening {
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path directory;
    private final Path path;
    private final String verb;
    private final DeviceOptions options;
    private final NanoClock clock;
    private final IdleStrategy idle;
    private final long startNs;
    private final Deque<AutoCloseable> taken = new ArrayDeque<>();

    private DeviceOpening(final Path directory, final DeviceOptions options) {
        this.directory = directory;
        this.path = directory.resolve("weir.sock");
        this.verb = "open device " + path;
        this.options = options;
        this.clock = options.clock();
        this.idle = options.idleStrategy() == null ? WaitStrategy.ofControlVerbs() : options.idleStrategy();
        this.startNs = clock.nanoTime();
    }

    static VirtualDevice open(final Path directory, final DeviceOptions options) {
        final DeviceOpening opening = new DeviceOpening(directory, options);
        boolean opened = false;
        try {
            final VirtualDevice device = opening.run();
            opened = true;
            return device;
        } catch (final LinuxException thrown) {
            throw new VerbsException(thrown.errno(), opening.verb, thrown.getMessage(), thrown);
        } catch (final AttachException thrown) {
            throw new VerbsException(thrown.errno(), opening.verb, thrown.getMessage(), thrown);
        } finally {
            if (!opened) {
                opening.giveBack();
            }
        }
    }

    private VirtualDevice run() throws AttachException {
        final AttachSocket socket = take(connect());
        send(socket, AttachHello.of(options.processName()));
        final AttachAccept accept = accepted(receive(socket));
        final int queueFd = takeFd(socket, AttachLayout.FD_QUEUE_SEGMENT);
        final int memoryFd = socket.takeFd(AttachLayout.FD_MEMORY_SEGMENT);
        final MemorySegmentFile memory = take(new MemorySegmentFile(memoryFd, accept.memorySegmentSize()));
        final int dataDoorbell = socket.takeFd(AttachLayout.FD_DATA_DOORBELL);
        final int controlDoorbell = socket.takeFd(AttachLayout.FD_CONTROL_DOORBELL);
        checkSealed(queueFd, accept.queueSegmentSize());
        checkSealed(memoryFd, accept.memorySegmentSize());
        final QueueSegment segment = QueueSegment.map(queueFd, accept.queueSegmentSize());
        Fd.close(queueFd);
        taken.removeIf(resource -> resource instanceof final Descriptor descriptor && descriptor.fd() == queueFd);
        final Doorbells doorbells = take(new Doorbells(segment.header(), dataDoorbell, controlDoorbell));
        // who drives the router by its idle strategy moves a clock by hand, perhaps: look every time
        final long interval = options.idleStrategy() == null ? LOOK_INTERVAL_NS : 0;
        final AttachLink link = take(new AttachLink(socket, segment.header(), clock, interval));
        final ControlWait wait = new ControlWait(idle, clock, link, doorbells, interval);
        final ControlChannel control =
            take(ControlChannel.open(directory.resolve(accept.aeronDirectory()), accept, wait, leftNs()));
        final Session session = new Session(options, segment, doorbells, link, control, memory);
        final VirtualDevice device = new VirtualDevice(session, accept.tenant(), accept.network(), gid(accept));
        session.opened(device, DeviceQuery.ask(session));
        return device;
    }

    private AttachSocket connect() {
        while (true) {
            try {
                return AttachSocket.connect(path);
            } catch (final LinuxException thrown) {
                if (thrown.errno() != Errno.EAGAIN) {
                    throw new VerbsException(thrown.errno(), verb, reason(thrown), thrown);
                }
                idle("the router has too many processes waiting to attach");
            }
        }
    }

    private void send(final AttachSocket socket, final AttachHello hello) {
        int result = socket.trySend(hello);
        while (result == -Errno.EAGAIN) {
            idle("the router does not read");
            result = socket.trySend(hello);
        }
        if (result < 0) {
            throw new VerbsException(-result, verb, "the router closed the attach socket");
        }
    }

    private AttachMessage receive(final AttachSocket socket) throws AttachException {
        AttachMessage message = socket.tryReceive();
        while (message == null) {
            if (socket.isEnded()) {
                throw new VerbsException(Errno.ENODEV, verb, "the router closed the attach socket without an answer");
            }
            idle("the router does not answer");
            message = socket.tryReceive();
        }
        return message;
    }

    private AttachAccept accepted(final AttachMessage message) {
        if (message instanceof final AttachRefusal refusal) {
            throw new VerbsException(refusal.errno(), verb, refusal.text());
        }
        if (message instanceof final AttachAccept accept) {
            return accept;
        }
        throw new VerbsException(Errno.EPROTO, verb, "the router answered with " + message.getClass().getSimpleName());
    }

    private void checkSealed(final int fd, final long size) {
        if (!Memfd.isSizeSealed(fd) || Memfd.size(fd) != size) {
            throw new VerbsException(Errno.EPROTO, verb, "a segment is not sealed, or not " + size + " bytes long");
        }
    }

    private int takeFd(final AttachSocket socket, final int index) {
        return take(new Descriptor(socket.takeFd(index))).fd();
    }

    private String reason(final LinuxException thrown) {
        return switch (thrown.errno()) {
            case Errno.ENOENT -> "there is no such socket: is this the tenant's directory, and does the router run?";
            case Errno.ECONNREFUSED -> "no router listens there any more";
            case Errno.EACCES -> "this user may not connect";
            default -> thrown.getMessage();
        };
    }

    private void idle(final String otherwise) {
        if (leftNs() <= 0) {
            throw new VerbsException(Errno.ETIMEDOUT, verb, otherwise);
        }
        idle.idle();
    }

    private long leftNs() {
        return options.attachTimeoutNs() - (clock.nanoTime() - startNs);
    }

    private <T extends AutoCloseable> T take(final T resource) {
        taken.push(resource);
        return resource;
    }

    private void giveBack() {
        for (final AutoCloseable resource : taken) {
            CloseHelper.quietClose(resource);
        }
    }

    private static Gid gid(final AttachAccept accept) {
        return Gid.of(ByteBuffer.allocate(Gid.LENGTH).putLong(accept.gidHigh()).putLong(accept.gidLow()).array());
    }

    private record Descriptor(int fd) implements AutoCloseable {
        @Override
        public void close() {
            Fd.close(fd);
        }
    }
}
