package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemfdTest {
    private static final int EPERM = 1;
    private static final long SPARSE = 1L << 47;

    private int fd = Fd.NONE;

    @AfterEach
    void close() {
        Fd.close(fd);
    }

    @Test
    void shouldRefuseAnyChangeOfSizeWhenSealed() {
        fd = Memfd.createSealed("weir-test", 1 << 20);
        assertThat(Memfd.truncate(fd, 0)).isEqualTo(-EPERM);
        assertThat(Memfd.truncate(fd, 2 << 20)).isEqualTo(-EPERM);
        assertThat(Memfd.size(fd)).isEqualTo(1 << 20);
        assertThat(Memfd.isSizeSealed(fd)).isTrue();
    }

    @Test
    void shouldKnowAnUnsealedFile() {
        fd = Eventfd.create();
        assertThat(Memfd.isSizeSealed(fd)).isFalse();
    }

    @Test
    void shouldMapAtTheOffsetOfItsAddressWhenSparse() {
        fd = Memfd.createSealed("weir-sparse", SPARSE);
        final long length = 1L << 30;
        final long address = Mmap.reserve(length);
        Mmap.mapSharedAt(address, fd, address, length);
        final long other = Mmap.mapShared(fd, address + length - Mmap.pageSize(), Mmap.pageSize());
        UnsafeApi.putLong(address + length - Mmap.pageSize(), 0x5EAL);
        assertThat(other).isNotEqualTo(address);
        assertThat(UnsafeApi.getLong(other)).isEqualTo(0x5EAL);
        assertThat(Memfd.heldBytes(fd)).isBetween(1L, 1L << 22);
        Mmap.unmap(other, Mmap.pageSize());
        Mmap.unmap(address, length);
    }

    @Test
    void shouldReadZerosAndHoldNothingWhenAHoleWasPunched() {
        fd = Memfd.createSealed("weir-hole", 1 << 22);
        final long address = Mmap.mapShared(fd, 0, 1 << 22);
        UnsafeApi.setMemory(address, 1 << 22, (byte) 7);
        assertThat(Memfd.heldBytes(fd)).isEqualTo(1 << 22);
        assertThat(Memfd.punchHole(fd, 0, 1 << 22)).isZero();
        assertThat(Memfd.heldBytes(fd)).isZero();
        assertThat(UnsafeApi.getByte(address + 4711)).isZero();
        Mmap.unmap(address, 1 << 22);
    }

    @Test
    void shouldShareTheFileWhenDuplicated() {
        fd = Memfd.createSealed("weir-dup", 1 << 20);
        final int copy = Fd.dup(fd);
        assertThat(copy).isNotEqualTo(fd);
        Fd.close(fd);
        assertThat(Fd.isOpen(fd)).isFalse();
        fd = copy;
        assertThat(Memfd.size(copy)).isEqualTo(1 << 20);
    }

    @Test
    void shouldSayWhatFailed() {
        assertThatThrownBy(() -> Memfd.createSealed("weir-big", -1))
            .isInstanceOf(LinuxException.class)
            .hasMessage("ftruncate weir-big to -1 bytes: invalid argument (EINVAL)");
        assertThatThrownBy(() -> Memfd.size(-1)).hasMessage("fstat descriptor -1: bad file descriptor (EBADF)");
        assertThatThrownBy(() -> Memfd.createSealed("a\0b", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTurnAMappingBackIntoAReservation() {
        fd = Memfd.createSealed("weir-reserve", 1 << 20);
        final long address = Mmap.reserve(1 << 20);
        Mmap.mapSharedAt(address, fd, 0, 1 << 20);
        assertThat(Mmap.advise(address, 1 << 20, Mmap.POPULATE_WRITE)).isZero();
        assertThat(Memfd.heldBytes(fd)).isEqualTo(1 << 20);
        Mmap.reserveAt(address, 1 << 20);
        assertThat(Mmap.advise(address, 1 << 20, Mmap.POPULATE_WRITE)).isNegative();
        Mmap.unmap(address, 1 << 20);
        assertThatThrownBy(() -> Mmap.unmap(address + 1, 4096)).hasMessageStartingWith("munmap 4096 bytes at 0x");
    }

    @Test
    void shouldTellWhetherPagesAreThere() {
        final long page = Mmap.pageSize();
        final long pages = 21;
        fd = Memfd.createSealed("weir-resident", pages * page);
        final long address = Mmap.mapShared(fd, 0, pages * page);
        assertThat(Mmap.isResident(address, pages * page)).isFalse();
        assertThat(Mmap.advise(address, (pages - 1) * page, Mmap.POPULATE_WRITE)).isZero();
        assertThat(Mmap.isResident(address, pages * page)).isFalse();
        assertThat(Mmap.isResident(address, (pages - 1) * page)).isTrue();
        assertThat(Mmap.advise(address, pages * page, Mmap.POPULATE_WRITE)).isZero();
        assertThat(Mmap.isResident(address, pages * page)).isTrue();
        Mmap.unmap(address, pages * page);
        assertThat(Mmap.isResident(address, page)).isFalse();
    }

    @Test
    void shouldRoundUpToPages() {
        final int page = Mmap.pageSize();
        assertThat(Integer.bitCount(page)).isEqualTo(1);
        assertThat(Mmap.pageAligned(0)).isZero();
        assertThat(Mmap.pageAligned(1)).isEqualTo(page);
        assertThat(Mmap.pageAligned(page)).isEqualTo(page);
        assertThat(Mmap.pageAligned((1L << 40) + 1)).isEqualTo((1L << 40) + page);
    }
}
