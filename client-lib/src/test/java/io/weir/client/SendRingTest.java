package io.weir.client;

import static io.weir.shm.SendQueueDescriptor.COMPARE_ADD_OFFSET;
import static io.weir.shm.SendQueueDescriptor.FLAGS_OFFSET;
import static io.weir.shm.SendQueueDescriptor.IMMEDIATE_OFFSET;
import static io.weir.shm.SendQueueDescriptor.INLINE_LENGTH_OFFSET;
import static io.weir.shm.SendQueueDescriptor.NUM_SGE_OFFSET;
import static io.weir.shm.SendQueueDescriptor.OPCODE_OFFSET;
import static io.weir.shm.SendQueueDescriptor.PAYLOAD_OFFSET;
import static io.weir.shm.SendQueueDescriptor.REMOTE_ADDRESS_OFFSET;
import static io.weir.shm.SendQueueDescriptor.RKEY_OFFSET;
import static io.weir.shm.SendQueueDescriptor.SWAP_OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class SendRingTest {
    private static final long SEED = 95;
    private static final int DEPTH = 8;
    private static final int MAX_SGE = 3;
    private static final int MAX_INLINE = 100;

    private final int stride = SendQueueDescriptor.stride(MAX_SGE, MAX_INLINE);
    private final MemorySegment memory =
        Arena.ofAuto().allocate(SendQueueDescriptor.ringLength(DEPTH, stride), 64);
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory.asByteBuffer());
    private final SharedMemoryMap map = new SharedMemoryMap();
    private final SendRing ring = new SendRing(buffer, map, QpType.RC, 0, DEPTH, MAX_SGE, MAX_INLINE);
    private final FakeQueue router = new FakeQueue(buffer, DEPTH, stride, 0);
    private final SendWorkRequest wr = new SendWorkRequest();

    @Test
    void shouldWriteEveryFieldWhereTheRouterReadsIt() {
        wr.wrId(-5).opcode(Opcode.RDMA_WRITE_WITH_IMM).flags(SendFlags.SIGNALED | SendFlags.FENCE).immediate(-2)
            .remote(0xffff_ffff_ffff_fff0L, -3).addSge(0x1_0000_0000L, 0xffff_ffffL, -7).addSge(77, 0, 8);
        assertThat(ring.put(wr)).isZero();
        assertThat(router.posted()).isZero();
        ring.publish();
        assertThat(router.posted()).isOne();
        final int slot = router.slot(0);
        assertThat(router.wrId(0)).isEqualTo(-5);
        assertThat(buffer.getByte(slot + OPCODE_OFFSET)).isEqualTo((byte) 1);
        assertThat(buffer.getByte(slot + FLAGS_OFFSET)).isEqualTo((byte) 3);
        assertThat(buffer.getShort(slot + NUM_SGE_OFFSET)).isEqualTo((short) 2);
        assertThat(buffer.getInt(slot + IMMEDIATE_OFFSET)).isEqualTo(-2);
        assertThat(buffer.getLong(slot + REMOTE_ADDRESS_OFFSET)).isEqualTo(-16);
        assertThat(buffer.getInt(slot + RKEY_OFFSET)).isEqualTo(-3);
        assertThat(buffer.getLong(slot + PAYLOAD_OFFSET)).isEqualTo(0x1_0000_0000L);
        assertThat(buffer.getInt(slot + PAYLOAD_OFFSET + 8)).isEqualTo(-1);
        assertThat(buffer.getInt(slot + PAYLOAD_OFFSET + 12)).isEqualTo(-7);
        assertThat(buffer.getLong(slot + PAYLOAD_OFFSET + 16)).isEqualTo(77);
    }

    @Test
    void shouldCarryTheOperandsOfAtomics() {
        assertThat(ring.put(wr.compareAndSwap(11, -12))).isZero();
        assertThat(ring.put(wr.reset().fetchAndAdd(13))).isZero();
        assertThat(buffer.getByte(router.slot(0) + OPCODE_OFFSET)).isEqualTo((byte) 5);
        assertThat(buffer.getLong(router.slot(0) + COMPARE_ADD_OFFSET)).isEqualTo(11);
        assertThat(buffer.getLong(router.slot(0) + SWAP_OFFSET)).isEqualTo(-12);
        assertThat(buffer.getByte(router.slot(1) + OPCODE_OFFSET)).isEqualTo((byte) 6);
        assertThat(buffer.getLong(router.slot(1) + COMPARE_ADD_OFFSET)).isEqualTo(13);
    }

    @Test
    void shouldCopyThePayloadWhenInline() {
        final byte[] payload = new byte[MAX_INLINE];
        new Random(SEED).nextBytes(payload);
        assertThat(ring.put(wr.inline(MemorySegment.ofArray(payload)))).isZero();
        final byte[] copied = new byte[MAX_INLINE];
        buffer.getBytes(router.slot(0) + PAYLOAD_OFFSET, copied);
        assertThat(copied).isEqualTo(payload);
        assertThat(buffer.getInt(router.slot(0) + INLINE_LENGTH_OFFSET)).isEqualTo(MAX_INLINE);
        assertThat(buffer.getShort(router.slot(0) + NUM_SGE_OFFSET)).isZero();
    }

    @Test
    void shouldGatherThePayloadFromSharedMemoryWhenInlineWithEntries() {
        final MemorySegment shared = Arena.ofAuto().allocate(64);
        shared.set(ValueLayout.JAVA_BYTE, 3, (byte) 33);
        shared.set(ValueLayout.JAVA_BYTE, 40, (byte) 40);
        wr.flags(SendFlags.INLINE).addSge(shared.address() + 3, 1, 0).addSge(shared.address() + 40, 2, 0);
        assertThat(ring.put(wr)).as("not shared").isEqualTo(Errno.EINVAL);
        map.add(shared.address(), 64);
        assertThat(ring.put(wr)).isZero();
        assertThat(buffer.getInt(router.slot(0) + INLINE_LENGTH_OFFSET)).isEqualTo(3);
        assertThat(buffer.getByte(router.slot(0) + PAYLOAD_OFFSET)).isEqualTo((byte) 33);
        assertThat(buffer.getByte(router.slot(0) + PAYLOAD_OFFSET + 1)).isEqualTo((byte) 40);
        wr.clearSges().addSge(shared.address() + 63, 2, 0);
        assertThat(ring.put(wr)).as("beyond its end").isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldRefuseWhatIsNotWellFormedAndPostNothing() {
        assertThat(ring.put(wr.opcode(null))).isEqualTo(Errno.EINVAL);
        assertThat(ring.put(wr.reset().flags(1 << 4))).isEqualTo(Errno.EINVAL);
        assertThat(ring.put(wr.reset().addSge(0, 1, 0).addSge(0, 1, 0).addSge(0, 1, 0).addSge(0, 1, 0)))
            .isEqualTo(Errno.EINVAL);
        assertThat(ring.put(wr.reset().inline(MemorySegment.ofArray(new byte[MAX_INLINE + 1]))))
            .isEqualTo(Errno.EINVAL);
        assertThat(ring.put(wr.reset().inline(MemorySegment.ofArray(new byte[8])).opcode(Opcode.RDMA_READ)))
            .isEqualTo(Errno.EINVAL);
        assertThat(ring.put(wr.reset().inline(MemorySegment.ofArray(new byte[8])).fetchAndAdd(1)))
            .isEqualTo(Errno.EINVAL);
        try (Arena arena = Arena.ofConfined()) {
            wr.reset().inline(arena.allocate(8));
        }
        assertThat(ring.put(wr)).as("closed arena").isEqualTo(Errno.EINVAL);
        ring.publish();
        assertThat(router.posted()).isZero();
    }

    @Test
    void shouldNeitherLoseNorOverwriteWhenPostedAndTakenAtRandom() {
        final Random random = new Random(SEED);
        final Deque<Long> model = new ArrayDeque<>();
        long next = 0;
        for (int i = 0; i < 50_000; i++) {
            if (random.nextBoolean()) {
                final int result = ring.put(wr.wrId(next));
                ring.publish();
                if (model.size() == DEPTH) {
                    assertThat(result).isEqualTo(Errno.ENOMEM);
                } else {
                    assertThat(result).as("round %d, seed %d", i, SEED).isZero();
                    model.add(next++);
                }
            } else if (!model.isEmpty()) {
                assertThat(router.wrId(0)).isEqualTo(model.remove());
                router.consume();
            }
            assertThat(router.posted()).isEqualTo(model.size());
        }
        assertThat(next).isGreaterThan(10L * DEPTH);
    }

    @Test
    void shouldGoOnWhereTheIndicesStandWhenTheyAreBeyondAnInt() {
        final long far = (1L << 33) + 5;
        buffer.putLong(SendQueueDescriptor.PRODUCER_OFFSET, far);
        buffer.putLong(SendQueueDescriptor.CONSUMER_OFFSET, far);
        final SendRing late = new SendRing(buffer, map, QpType.RC, 0, DEPTH, MAX_SGE, MAX_INLINE);
        for (int i = 0; i < DEPTH; i++) {
            assertThat(late.put(wr.wrId(i))).isZero();
        }
        assertThat(late.put(wr)).isEqualTo(Errno.ENOMEM);
        final int slot = SendQueueDescriptor.ENTRIES_OFFSET + 5 * stride;
        assertThat(buffer.getLong(slot)).isZero();
        late.publish();
        assertThat(buffer.getLong(SendQueueDescriptor.PRODUCER_OFFSET)).isEqualTo(far + DEPTH);
    }
}
