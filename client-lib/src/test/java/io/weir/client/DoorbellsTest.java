package io.weir.client;

import static io.weir.shm.QueueSegmentDescriptor.CONTROL_SLEEP_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DATA_SLEEP_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELLS_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELL_COUNT;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELL_SUMMARY_OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Eventfd;
import io.weir.verbs.Errno;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DoorbellsTest {
    private final UnsafeBuffer segment = new UnsafeBuffer(
        Arena.ofAuto().allocate(QueueSegmentDescriptor.RINGS_OFFSET, 64).asByteBuffer());
    private final int dataFd = Eventfd.create();
    private final int controlFd = Eventfd.create();
    private final Doorbells doorbells = new Doorbells(segment, dataFd, controlFd);

    @AfterEach
    void close() {
        doorbells.close();
    }

    @Test
    void shouldSetTheBitAndItsSummaryBit() {
        for (final int number : new int[]{0, 63, 64, 4095, 4096, DOORBELL_COUNT - 1}) {
            segment.setMemory(0, segment.capacity(), (byte) 0);
            doorbells.ring(number);
            final int word = number / 64;
            assertThat(segment.getLong(DOORBELLS_OFFSET + word * 8)).isEqualTo(1L << number % 64);
            assertThat(segment.getLong(DOORBELL_SUMMARY_OFFSET + number / 4096 * 8)).isEqualTo(1L << word % 64);
        }
    }

    @Test
    void shouldMakeASystemCallOnlyWhenTheRouterSleeps() {
        doorbells.ring(1);
        doorbells.ringControl();
        assertThat(Eventfd.drain(dataFd)).isEqualTo(-Errno.EAGAIN);
        assertThat(Eventfd.drain(controlFd)).isEqualTo(-Errno.EAGAIN);
        segment.putInt(DATA_SLEEP_OFFSET, 1);
        segment.putInt(CONTROL_SLEEP_OFFSET, 1);
        doorbells.ring(1);
        doorbells.ring(2);
        doorbells.ringControl();
        assertThat(Eventfd.drain(dataFd)).isOne();
        assertThat(Eventfd.drain(controlFd)).isOne();
        assertThat(segment.getInt(DATA_SLEEP_OFFSET)).isZero();
    }

    @Test
    void shouldLoseNoBitWhenRungFromSeveralThreads() throws InterruptedException {
        final List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            final int first = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = first; n < DOORBELL_COUNT; n += 4) {
                    doorbells.ring(n);
                }
            }));
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        for (int word = 0; word < QueueSegmentDescriptor.DOORBELL_WORDS; word++) {
            assertThat(segment.getLong(DOORBELLS_OFFSET + word * 8)).isEqualTo(-1L);
        }
    }
}
