package io.weir.shm.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.shm.linux.Allocations;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.UnixMessage;
import io.weir.shm.linux.UnixSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachSocketTest {
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;
    private static final long SECOND_NS = 1_000_000_000L;

    private final int[] ends = UnixSocket.pair();
    private final AttachSocket router = new AttachSocket(ends[0]);
    private final AttachSocket client = new AttachSocket(ends[1]);

    @AfterEach
    void close() {
        router.close();
        client.close();
    }

    @Test
    void shouldAttachWithFourDescriptors() throws AttachException {
        final int queue = Memfd.createSealed("weir-queue", 1 << 20);
        final int memory = Memfd.createSealed("weir-memory", 1L << 47);
        final int data = Eventfd.create();
        final int control = Eventfd.create();

        client.send(AttachHello.of("test"), SECOND_NS);
        assertThat(router.receive(SECOND_NS)).isEqualTo(AttachHello.of("test"));
        router.send(AttachMessageTest.ACCEPT, SECOND_NS, queue, memory, data, control);
        assertThat(client.receive(SECOND_NS)).isEqualTo(AttachMessageTest.ACCEPT);

        final int passedQueue = client.takeFd(AttachLayout.FD_QUEUE_SEGMENT);
        final int passedMemory = client.takeFd(AttachLayout.FD_MEMORY_SEGMENT);
        final int passedControl = client.takeFd(AttachLayout.FD_CONTROL_DOORBELL);
        assertThat(Memfd.size(passedQueue)).isEqualTo(1 << 20);
        assertThat(Memfd.size(passedMemory)).isEqualTo(1L << 47);
        Eventfd.signal(passedControl);
        assertThat(Eventfd.drain(control)).isEqualTo(1);
        for (final int fd : new int[]{queue, memory, data, control, passedQueue, passedMemory, passedControl}) {
            Fd.close(fd);
        }
    }

    @Test
    void shouldSeeThatTheOtherSideIsGone() throws AttachException {
        assertThat(client.tryReceive()).isNull();
        assertThat(client.isEnded()).isFalse();
        router.close();
        assertThat(client.tryReceive()).isNull();
        assertThat(client.isEnded()).isTrue();
        assertThat(client.trySend(AttachHello.of("late"))).isEqualTo(-EPIPE);
        assertThatThrownBy(() -> client.receive(SECOND_NS)).hasMessage("the other side closed the attach socket");
        assertThatThrownBy(() -> client.send(AttachHello.of("late"), 0))
            .hasMessage("the other side closed the attach socket");
    }

    @Test
    void shouldReadWhatWasSentBeforeTheEnd() throws AttachException {
        router.trySend(AttachRefusal.of(13, "no"));
        router.close();
        assertThat(client.tryReceive()).isEqualTo(AttachRefusal.of(13, "no"));
        assertThat(client.tryReceive()).isNull();
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void shouldAllocateNothingWhenNothingIsThere() {
        Allocations.assertNone(() -> {
            try {
                if (client.tryReceive() != null || client.isEnded()) {
                    throw new AssertionError("nothing was sent");
                }
            } catch (final AttachException thrown) {
                throw new AssertionError(thrown);
            }
        });
    }

    @Test
    void shouldNotWaitForEver() {
        assertThatThrownBy(() -> client.receive(1_000_000))
            .isInstanceOf(AttachException.class)
            .hasMessage("the other side of the attach socket does not answer");
        int result = 0;
        for (int i = 0; i < 1_000_000 && result == 0; i++) {
            result = client.trySend(AttachHello.of("flood"));
        }
        assertThat(result).isEqualTo(-EAGAIN);
        assertThatThrownBy(() -> client.send(AttachHello.of("flood"), 1_000_000))
            .hasMessage("the other side of the attach socket does not read");
    }

    @Test
    void shouldRefuseDescriptorsThatDoNotBelong() throws AttachException {
        try (UnixMessage message = new UnixMessage(1024, 8)) {
            final int eventfd = Eventfd.create();
            final int length = AttachHello.of("smuggler").encode(message.buffer());
            message.send(ends[1], length, new int[]{eventfd}, 1);
            assertThatThrownBy(router::tryReceive).hasMessage("attach message with 1 descriptors, not 0");
            message.send(ends[1], length, new int[]{eventfd, eventfd, eventfd, eventfd, eventfd}, 5);
            assertThatThrownBy(router::tryReceive)
                .hasMessage("attach message too long or with too many descriptors");
            message.send(ends[1], 1024, new int[0], 0);
            assertThatThrownBy(router::tryReceive)
                .hasMessage("attach message too long or with too many descriptors");
            Fd.close(eventfd);
        }
        assertThatThrownBy(() -> router.trySend(AttachMessageTest.ACCEPT, 1))
            .hasMessage("AttachAccept goes with 4 descriptors, not 1");
        assertThat(router.tryReceive()).isNull();
    }

    @Test
    void shouldSayThatNoRouterListens(@TempDir final Path directory) {
        final Path path = directory.resolve("weir.sock");
        assertThatThrownBy(() -> AttachSocket.connect(path))
            .isInstanceOf(LinuxException.class)
            .hasMessage("connect " + path + ": no such file or directory (ENOENT)");
    }
}
