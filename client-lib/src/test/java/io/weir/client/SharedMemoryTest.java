package io.weir.client;

import static io.weir.client.VirtualDeviceTest.assertErrno;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.shm.linux.Memfd;
import io.weir.shm.linux.Mmap;
import io.weir.verbs.Errno;
import java.nio.file.Path;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedMemoryTest {
    @TempDir
    private Path directory;
    private FakeRouter router;
    private VirtualDevice device;

    @BeforeEach
    void start() {
        router = new FakeRouter(directory);
        device = router.openDevice();
    }

    @AfterEach
    void stop() {
        device.closeAll();
        router.close();
    }

    @Test
    void shouldBeTheSameBytesAtTheSameOffsetForTheRouter() {
        final SharedMemory memory = device.allocate(5000);
        memory.segment().set(JAVA_BYTE, 4999, (byte) 77);
        final long mapped = Mmap.mapShared(router.memoryFd, memory.address(), memory.size());
        assertThat(UnsafeApi.getByte(mapped + 4999)).isEqualTo((byte) 77);
        Mmap.unmap(mapped, memory.size());
    }

    @Test
    void shouldTakePagesWhenTouchedAndGiveThemBackWhenClosed() {
        final long threeGib = 3L << 30;
        final SharedMemory memory = device.allocate(threeGib + 1);
        assertThat(memory.size()).isEqualTo(threeGib + Mmap.pageSize());
        assertThat(Memfd.heldBytes(router.memoryFd)).isZero();
        memory.segment().set(JAVA_BYTE, 0, (byte) 1);
        memory.segment().set(JAVA_BYTE, memory.size() - 1, (byte) 2);
        assertThat(Memfd.heldBytes(router.memoryFd)).isEqualTo(2L * Mmap.pageSize());
        memory.close();
        assertThat(Memfd.heldBytes(router.memoryFd)).isZero();
        assertThatThrownBy(() -> memory.segment().get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseSizesThatThereAreNot() {
        assertErrno(Errno.EINVAL, () -> device.allocate(0));
        assertErrno(Errno.EINVAL, () -> device.allocate(-1));
        assertErrno(Errno.EINVAL, () -> device.allocate(Long.MAX_VALUE));
        assertErrno(Errno.ENOMEM, () -> device.allocate(FakeRouter.MEMORY_SIZE));
        assertErrno(Errno.ENOMEM, () -> device.allocate(FakeRouter.MEMORY_SIZE + 4096));
    }
}
