package io.weir.client;

import static io.weir.client.VirtualDeviceTest.assertErrno;
import static io.weir.shm.SendQueueDescriptor.AH_OFFSET;
import static io.weir.shm.SendQueueDescriptor.REMOTE_QKEY_OFFSET;
import static io.weir.shm.SendQueueDescriptor.REMOTE_QPN_OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpType;
import io.weir.verbs.WcFlags;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatagramTest {
    private static final int MTU = 4096;
    private static final Gid PEER = Gid.parse("10.1.0.9");

    @TempDir
    private Path directory;
    private FakeRouter router;
    private VirtualDevice device;
    private ProtectionDomain pd;
    private QueuePair qp;
    private MemoryRegion region;
    private FakeQueue sends;
    private final SendWorkRequest send = new SendWorkRequest();

    @BeforeEach
    void start() {
        router = new FakeRouter(directory);
        device = router.openDevice();
        pd = device.allocPd();
        qp = pd.createQp(new QpInitAttributes().type(QpType.UD).cq(device.createCq(8)).maxSendSge(2).maxInline(32));
        region = pd.regMr(device.allocate(8192), AccessFlags.ALL);
        sends = router.verbs.sendQueues.get(qp.qpNumber());
    }

    @AfterEach
    void stop() {
        device.closeAll();
        router.close();
    }

    @Test
    void shouldWriteWhereToInPlaceOfRemoteMemory() {
        qp.openDatagrams(5);
        assertThat(router.verbs.modifiedMask).isEqualTo(QpAttributeMask.STATE | QpAttributeMask.SQ_PSN);
        final AddressHandle way = pd.createAh(PEER);
        assertThat(router.verbs.wayGidLow).isEqualTo(PEER.low());
        assertThat(qp.postSend(send.sge(region, 0, MTU).to(way, 0x12_3456, -7))).isZero();
        final int slot = sends.slot(0);

        assertThat(sends.ring.getInt(slot + AH_OFFSET)).isEqualTo(way.number());
        assertThat(sends.ring.getInt(slot + REMOTE_QPN_OFFSET)).isEqualTo(0x12_3456);
        assertThat(sends.ring.getInt(slot + REMOTE_QKEY_OFFSET)).isEqualTo(-7);
    }

    @Test
    void shouldRefuseWhatIsNoDatagram() {
        qp.openDatagrams(5);
        final AddressHandle way = pd.createAh(PEER);
        assertThat(qp.postSend(send.sge(region, 0, 64))).isEqualTo(Errno.EINVAL);
        send.to(way, 1, 1);
        assertThat(qp.postSend(send.sge(region, 0, MTU).addSge(region, 0, 1))).isEqualTo(Errno.EINVAL);
        assertThat(qp.postSend(send.sge(region, 0, 64).opcode(Opcode.RDMA_WRITE))).isEqualTo(Errno.EINVAL);
        send.opcode(Opcode.SEND);
        way.close();
        assertThat(qp.postSend(send)).isEqualTo(Errno.EINVAL);
        assertThat(sends.posted()).isZero();
    }

    @Test
    void shouldKeepItsProtectionDomainWhileAnAddressHandleIsOpen() {
        qp.close();
        region.close();
        final AddressHandle way = pd.createAh(PEER);
        assertErrno(Errno.EBUSY, pd::close);
        way.close();
        assertThat(router.verbs.destroyed).contains("AH " + way.number());
        pd.close();
    }

    @Test
    void shouldFindTheWayBackInARoute() {
        final UnsafeBuffer grh = new UnsafeBuffer(new byte[AddressHandle.GRH_LENGTH]);
        final WorkCompletion completion = new WorkCompletion();
        assertErrno(Errno.EINVAL, () -> back(completion, grh));
        completion.flags = WcFlags.GRH;
        assertErrno(Errno.EINVAL, () -> back(completion, grh));
        grh.putByte(0, (byte) 0x6A);
        grh.putByte(1, (byte) 0xB0);
        PEER.write(grh, 8);
        assertThat(back(completion, grh).attributes()).isEqualTo(new AhAttributes(PEER, 0, 1, 0xAB, 0));
        assertThat(router.verbs.wayTrafficClass).isEqualTo(0xAB);
        grh.setMemory(0, 20, (byte) 0);
        grh.putByte(20, (byte) 0x45);
        grh.putByte(21, (byte) 0x1C);
        PEER.write(grh, 20);
        grh.putByte(20, (byte) 0x45);
        grh.putByte(21, (byte) 0x1C);
        assertThat(back(completion, grh).attributes()).isEqualTo(new AhAttributes(PEER, 0, 1, 0x1C, 0));
    }

    private AddressHandle back(final WorkCompletion completion, final UnsafeBuffer grh) {
        return AddressHandle.fromWorkCompletion(pd, completion, MemorySegment.ofArray(grh.byteArray()));
    }
}
