package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.shm.control.DestroyEncoder;
import io.weir.shm.control.DoneDecoder;
import io.weir.shm.control.MessageHeaderEncoder;
import io.weir.verbs.Errno;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the handles of one device share: the mapped queue segment, doorbells, the way to the router, and the register
 * of what is open. {@link #lock} serialises control verbs and guards the register; no data-path call takes it.
 */
final class Session {
    final ReentrantLock lock = new ReentrantLock();
    private final DeviceOptions options;
    private final QueueSegment queueSegment;
    private final Doorbells doorbells;
    private final AttachLink link;
    private final ControlChannel control;
    private final MemorySegmentFile memory;
    private final SharedMemoryMap memoryMap = new SharedMemoryMap();
    private final Set<Handle> open = new LinkedHashSet<>();
    private final Map<Long, Handle> byNumber = new ConcurrentHashMap<>();
    private VirtualDevice device;
    private DeviceAttributes attributes;
    private PortAttributes port;

    Session(
        final DeviceOptions options, final QueueSegment queueSegment, final Doorbells doorbells, final AttachLink link,
        final ControlChannel control, final MemorySegmentFile memory) {
        this.options = options;
        this.queueSegment = queueSegment;
        this.doorbells = doorbells;
        this.link = link;
        this.control = control;
        this.memory = memory;
    }

    /** The last step of opening. */
    void opened(final VirtualDevice virtualDevice, final DeviceQuery query) {
        device = virtualDevice;
        attributes = query.device();
        port = query.port();
    }

    DeviceOptions options() {
        return options;
    }

    Doorbells doorbells() {
        return doorbells;
    }

    Liveness liveness() {
        return link;
    }

    AttachLink link() {
        return link;
    }

    MemorySegmentFile memory() {
        return memory;
    }

    SharedMemoryMap memoryMap() {
        return memoryMap;
    }

    VirtualDevice device() {
        return device;
    }

    /** As they were when the device was opened. */
    DeviceAttributes attributes() {
        return attributes;
    }

    /** Most bytes of a datagram. */
    int maxDatagram() {
        return port.activeMtu().bytes();
    }

    /** A control verb; the lock is held. */
    <T> T call(final String verb, final ControlChannel.Request request, final Reply<T> reply) {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("control verb without the session's lock");
        }
        if (link.isDead()) {
            throw new VerbsException(Errno.ENODEV, verb, "the router is gone");
        }
        return control.call(verb, options.controlTimeoutNs(), request, reply);
    }

    /** A view of the ring at an offset that the router named. */
    UnsafeBuffer ring(final String verb, final int offset, final long length) {
        return queueSegment.ring(verb, offset, length);
    }

    /** Destroys what the router knows by this number; nothing is left to do if the router is gone. */
    void destroy(final ObjectKind kind, final int number, final String verb) {
        if (link.isDead()) {
            return;
        }
        try {
            call(verb, (buffer, id) -> {
                final DestroyEncoder encoder = new DestroyEncoder();
                encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .correlationId(id).kind((short) kind.value()).handle(number);
                return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
            }, new Reply<>(DoneDecoder.TEMPLATE_ID, (buffer, offset, header) -> true));
        } catch (final VerbsException thrown) {
            if (thrown.errno() != Errno.ENODEV) {
                throw thrown;
            }
        }
    }

    void remember(final Handle handle) {
        open.add(handle);
        if (handle.kind() != null) {
            byNumber.put(key(handle.kind(), handle.number()), handle);
        }
    }

    void forget(final Handle handle) {
        open.remove(handle);
        if (handle.kind() != null) {
            byNumber.remove(key(handle.kind(), handle.number()));
        }
    }

    /** The open object of that kind and number, or null. Any thread. */
    Handle find(final ObjectKind kind, final int number) {
        return byNumber.get(key(kind, number));
    }

    /** What is open, oldest first, a copy; the lock is held. */
    List<Handle> open() {
        return new ArrayList<>(open);
    }

    /** Gives everything up. The rings stay mapped for as long as a closed handle may be asked to poll them. */
    void close() {
        control.close();
        link.close();
        doorbells.close();
        memory.close();
    }

    private static long key(final ObjectKind kind, final int number) {
        return (long) kind.value() << 32 | Integer.toUnsignedLong(number);
    }
}
