package io.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.shm.attach.AttachRefusal;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VirtualDeviceTest {
    @TempDir
    private Path directory;
    private FakeRouter router;

    @BeforeEach
    void start() {
        router = new FakeRouter(directory);
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void shouldSayWhatItIsWhenOpened() {
        try (VirtualDevice device = router.openDevice()) {
            assertThat(router.processName).isEqualTo("test");
            assertThat(device.tenant()).isEqualTo("acme");
            assertThat(device.network()).isEqualTo("net");
            assertThat(device.gid()).isEqualTo(Gid.parse("10.1.0.7"));
            assertThat(device.queryGid(1, 0)).isEqualTo(device.gid());
            assertThat(device.queryDevice().name()).isEqualTo("weir0");
            assertThat(device.queryDevice().maxQpWr()).isEqualTo(4096);
            assertThat(device.queryPort(1).isActive()).isTrue();
            assertThat(device.queryPort(1).activeMtu()).isEqualTo(Mtu.MTU_4096);
            assertThat(device.isAlive()).isTrue();
            assertErrno(Errno.EINVAL, () -> device.queryPort(2));
            assertErrno(Errno.EINVAL, () -> device.queryGid(1, 1));
        }
    }

    @Test
    void shouldPassTheRefusalOnWhenTheRouterRefuses() {
        router.refusal = AttachRefusal.of(Errno.EACCES, "uid 7 is not tenant acme");
        assertThatThrownBy(() -> router.openDevice())
            .isInstanceOfSatisfying(VerbsException.class, thrown -> assertThat(thrown.errno()).isEqualTo(Errno.EACCES))
            .hasMessageContaining("uid 7 is not tenant acme").hasMessageContaining("weir.sock")
            .hasMessageEndingWith("(EACCES)").message().doesNotContain("\n");
    }

    @Test
    void shouldSayThatThereIsNoRouterWhenThereIsNoSocket() {
        assertThatThrownBy(() -> VirtualDevice.open(directory.resolve("nowhere")))
            .isInstanceOfSatisfying(VerbsException.class, thrown -> assertThat(thrown.errno()).isEqualTo(Errno.ENOENT))
            .hasMessageContaining("nowhere/weir.sock");
    }

    @Test
    void shouldTimeOutWhenTheRouterDoesNotAnswerTheHello() {
        router.hang();
        final DeviceOptions options = router.options().withAttachTimeout(TimeUnit.MILLISECONDS.toNanos(20));
        assertErrno(Errno.ETIMEDOUT, () -> VirtualDevice.open(directory, options));
    }

    @Test
    void shouldNameTheVerbWhenTheRouterDoesNotAnswerIt() {
        final DeviceOptions options = router.options().withControlTimeout(TimeUnit.MILLISECONDS.toNanos(20));
        try (VirtualDevice device = VirtualDevice.open(directory, options)) {
            router.hang();
            assertThatThrownBy(device::allocPd)
                .isInstanceOfSatisfying(VerbsException.class,
                    thrown -> assertThat(thrown.errno()).isEqualTo(Errno.ETIMEDOUT))
                .hasMessageContaining("allocate protection domain");
            router.resume();
            // the late reply to the verb that timed out is passed over
            device.allocPd().close();
        }
    }

    @Test
    void shouldThrowTheRoutersReasonWhenAVerbIsRefused() {
        try (VirtualDevice device = router.openDevice()) {
            router.verbs.failErrno = Errno.ENOMEM;
            router.verbs.failText = "30 of 30 protection domains are in use";
            assertThatThrownBy(device::allocPd)
                .isInstanceOfSatisfying(VerbsException.class,
                    thrown -> assertThat(thrown.errno()).isEqualTo(Errno.ENOMEM))
                .hasMessage("allocate protection domain: 30 of 30 protection domains are in use (ENOMEM)");
            device.allocPd().close();
        }
    }

    @Test
    void shouldRegisterAnyPieceOfItsSharedMemoryAndNothingElse() {
        try (VirtualDevice device = router.openDevice(); ProtectionDomain pd = device.allocPd();
             SharedMemory memory = device.allocate(10_000)) {
            assertThat(memory.size()).isEqualTo(12_288);
            try (MemoryRegion region = pd.regMr(memory.segment().asSlice(17, 4000), AccessFlags.ALL)) {
                assertThat(router.verbs.registeredAddress).isEqualTo(memory.address() + 17);
                assertThat(router.verbs.registeredLength).isEqualTo(4000);
                assertThat(router.verbs.registeredAccess).isEqualTo(AccessFlags.ALL);
                assertThat(region.lkey()).isNotZero();
                assertThat(region.rkey()).isNotEqualTo(region.lkey());
            }
            final MemorySegment beyond =
                MemorySegment.ofAddress(memory.address()).reinterpret(memory.size() + 1);
            assertErrno(Errno.EINVAL, () -> pd.regMr(beyond, 0));
            assertErrno(Errno.EINVAL, () -> pd.regMr(MemorySegment.ofArray(new byte[8]), 0));
        }
    }

    @Test
    void shouldNameWhatUsesItWhenClosedInTheWrongOrder() {
        final VirtualDevice device = router.openDevice();
        final ProtectionDomain pd = device.allocPd();
        final SharedMemory memory = device.allocate(1);
        final MemoryRegion region = pd.regMr(memory, AccessFlags.LOCAL_WRITE);
        final CompletionChannel channel = device.createCompChannel();
        final CompletionQueue cq = device.createCq(10, channel);
        final SharedReceiveQueue srq = pd.createSrq(10, 1);
        final QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq).srq(srq));
        assertBusy(device::close, "1 protection domain", "1 shared memory", "1 memory region", "1 queue pair");
        assertBusy(pd::close, "1 memory region (" + region.name() + ")", "1 shared receive queue",
            "1 queue pair (" + qp.name() + ")");
        assertBusy(memory::close, "1 memory region");
        assertBusy(channel::close, "1 completion queue");
        assertBusy(cq::close, "1 queue pair");
        assertBusy(srq::close, "1 queue pair");
        assertThat(router.verbs.destroyed).isEmpty();
        // what was refused stays usable
        assertThat(pd.isClosed()).isFalse();
        pd.regMr(memory, 0).close();
        qp.close();
        qp.close();
        srq.close();
        cq.close();
        channel.close();
        region.close();
        memory.close();
        pd.close();
        device.close();
        device.close();
        assertThat(router.verbs.destroyed).doesNotHaveDuplicates().hasSize(7);
    }

    @Test
    void shouldCloseEverythingInAnOrderThatWorksWhenAskedTo() {
        final VirtualDevice device = router.openDevice();
        final ProtectionDomain pd = device.allocPd();
        final CompletionQueue cq = device.createCq(4, device.createCompChannel());
        pd.regMr(device.allocate(1), 0);
        pd.createQp(new QpInitAttributes().cq(cq).srq(pd.createSrq(1, 1)));
        device.closeAll();
        assertThat(pd.isClosed()).isTrue();
        assertThat(router.verbs.destroyed).hasSize(6);
        assertErrno(Errno.EINVAL, device::allocPd);
        assertErrno(Errno.EINVAL, () -> pd.createSrq(1, 1));
        assertErrno(Errno.EINVAL, () -> device.allocate(1));
    }

    @Test
    void shouldStayOpenWhenTheRouterRefusesToDestroy() {
        try (VirtualDevice device = router.openDevice()) {
            final ProtectionDomain pd = device.allocPd();
            router.verbs.failErrno = Errno.EBUSY;
            assertErrno(Errno.EBUSY, pd::close);
            assertThat(pd.isClosed()).isFalse();
            pd.close();
        }
    }

    @Test
    void shouldCloseAtLastWhenTheAnswerToTheFirstTryWasLost() {
        final DeviceOptions options = router.options().withControlTimeout(TimeUnit.MILLISECONDS.toNanos(20));
        try (VirtualDevice device = VirtualDevice.open(directory, options)) {
            final ProtectionDomain pd = device.allocPd();
            router.hang();
            assertErrno(Errno.ETIMEDOUT, pd::close);
            router.resume();
            router.work();
            assertThat(router.verbs.destroyed).hasSize(1);
            router.verbs.failErrno = Errno.EINVAL;
            pd.close();
            assertThat(pd.isClosed()).isTrue();
        }
    }

    @Test
    void shouldDestroyTheChannelAgainWhenItsDescriptorDoesNotCome() {
        try (VirtualDevice device = router.openDevice()) {
            router.verbs.sendDescriptors = false;
            assertErrno(Errno.EPROTO, device::createCompChannel);
            assertThat(router.verbs.destroyed).hasSize(1);
        }
    }

    static void assertErrno(final int errno, final ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VerbsException.class,
            thrown -> assertThat(thrown.errno()).as(thrown.getMessage()).isEqualTo(errno));
    }

    private static void assertBusy(
        final ThrowingCallable call, final String... names) {
        assertErrno(Errno.EBUSY, call);
        assertThatThrownBy(call).hasMessageContainingAll(names);
    }
}
