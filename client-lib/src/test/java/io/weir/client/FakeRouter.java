package io.weir.client;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.weir.shm.ControlStreams;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.attach.AttachAccept;
import io.weir.shm.attach.AttachAsyncEvent;
import io.weir.shm.attach.AttachException;
import io.weir.shm.attach.AttachHello;
import io.weir.shm.attach.AttachRefusal;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.Mmap;
import io.weir.shm.linux.UnixSocket;
import io.weir.verbs.AsyncEventType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The router's side of one session, by hand, with real descriptors, real segments and a real driver. It works
 * whenever the device under test waits, so that both run on the test's thread.
 */
final class FakeRouter implements AutoCloseable {
    static final long MEMORY_SIZE = 1L << 47;
    private static final long DAYS_NS = TimeUnit.DAYS.toNanos(365);

    final Path directory;
    final int dataFd = Eventfd.create();
    final int controlFd = Eventfd.create();
    final int queueFd = Memfd.createSealed("queues", QueueSegmentDescriptor.SEGMENT_LENGTH);
    final int memoryFd = Memfd.createSealed("memory", MEMORY_SIZE);
    final UnsafeBuffer segment;
    final FakeVerbs verbs;
    AttachRefusal refusal;
    String processName;
    private final long segmentAddress;
    private final int listening;
    private final MediaDriver driver;
    private final Aeron aeron;
    private final Subscription requests;
    private final ExclusivePublication replies;
    private AttachSocket socket;
    private boolean silent;
    private boolean dead;

    FakeRouter(final Path directory) {
        this.directory = directory;
        segmentAddress = Mmap.mapShared(queueFd, 0, QueueSegmentDescriptor.SEGMENT_LENGTH);
        segment = new UnsafeBuffer(segmentAddress, (int) QueueSegmentDescriptor.SEGMENT_LENGTH);
        segment.putLong(QueueSegmentDescriptor.MAGIC_OFFSET, QueueSegmentDescriptor.MAGIC);
        segment.putInt(QueueSegmentDescriptor.VERSION_OFFSET, QueueSegmentDescriptor.LAYOUT_VERSION);
        listening = UnixSocket.listen(directory.resolve("weir.sock"), 8);
        final Path aeronDirectory = directory.resolve("session");
        try {
            Files.createDirectory(aeronDirectory);
        } catch (final IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
        driver = MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(aeronDirectory.toString())
            .threadingMode(ThreadingMode.INVOKER).asyncExecutorEnabled(false).warnIfDirectoryExists(false)
            .dirDeleteOnStart(true).ipcTermBufferLength(64 * 1024).termBufferSparseFile(true)
            .lowStorageWarningThreshold(0).spiesSimulateConnection(false)
            .clientLivenessTimeoutNs(DAYS_NS).publicationUnblockTimeoutNs(2 * DAYS_NS));
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory.toString())
            .useConductorAgentInvoker(true).driverAgentInvoker(driver.sharedAgentInvoker()));
        requests = aeron.addSubscription(ControlStreams.CHANNEL, ControlStreams.REQUEST_STREAM);
        replies = aeron.addExclusivePublication(ControlStreams.CHANNEL, ControlStreams.REPLY_STREAM);
        verbs = new FakeVerbs(this);
    }

    DeviceOptions options() {
        return DeviceOptions.defaults().withIdleStrategy(new InvokingIdleStrategy(this::work)).withProcessName("test");
    }

    VirtualDevice openDevice() {
        return VirtualDevice.open(directory, options());
    }

    /** From now on it does nothing, as if it hung. */
    void hang() {
        silent = true;
    }

    void resume() {
        silent = false;
    }

    /** From now on it is gone, as if it was killed. */
    void die() {
        dead = true;
        socket.close();
    }

    void sendEvent(final AsyncEventType type, final int handle) {
        socket.trySend(new AttachAsyncEvent(type, handle));
    }

    AttachSocket socket() {
        return socket;
    }

    /** One cycle of its duties. */
    void work() {
        if (silent || dead) {
            return;
        }
        if (socket == null) {
            accept();
        }
        driver.sharedAgentInvoker().invoke();
        aeron.conductorAgentInvoker().invoke();
        requests.poll((buffer, offset, length, header) -> verbs.handle(buffer, offset), 1);
    }

    void reply(final UnsafeBuffer buffer, final int length) {
        if (replies.offer(buffer, 0, length) < 0) {
            throw new IllegalStateException("no room for a reply");
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(aeron, driver, socket);
        Fd.close(listening);
        Fd.close(dataFd);
        Fd.close(controlFd);
        Fd.close(queueFd);
        Fd.close(memoryFd);
        Mmap.unmap(segmentAddress, QueueSegmentDescriptor.SEGMENT_LENGTH);
    }

    private void accept() {
        final int fd = UnixSocket.accept(listening);
        if (fd < 0) {
            return;
        }
        try {
            socket = new AttachSocket(fd);
            processName = ((AttachHello) socket.receive(TimeUnit.SECONDS.toNanos(1))).processName();
            if (refusal != null) {
                socket.trySend(refusal);
                return;
            }
            socket.trySend(new AttachAccept(7, QueueSegmentDescriptor.SEGMENT_LENGTH, MEMORY_SIZE,
                ControlStreams.REQUEST_STREAM, ControlStreams.REPLY_STREAM, 0, 0x0000_ffff_0a01_0007L, "session", "net",
                "acme"), queueFd, memoryFd, dataFd, controlFd);
        } catch (final AttachException thrown) {
            throw new IllegalStateException(thrown);
        }
    }
}
