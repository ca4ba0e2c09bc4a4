package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.shm.QueueSegmentDescriptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DoorbellScanTest {
    private static final int SESSIONS = 100;
    private static final int LENGTH = QueueSegmentDescriptor.DOORBELLS_OFFSET + QueueSegmentDescriptor.DOORBELL_COUNT;

    private final DoorbellScan scan = new DoorbellScan();
    private final List<UnsafeBuffer> segments = new ArrayList<>();
    private final List<Doorbells> all = new ArrayList<>();
    private final int[] heard = new int[SESSIONS];

    DoorbellScanTest() {
        for (int i = 0; i < SESSIONS; i++) {
            final int number = i;
            final UnsafeBuffer segment = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
            final Doorbells doorbells = new Doorbells(segment);
            doorbells.add(0, () -> heard[number]++);
            segments.add(segment);
            all.add(doorbells);
            scan.add(doorbells);
        }
    }

    @Test
    void shouldHearTheIdleWithinSomeScansWhileOthersRingWithoutEnd() {
        for (int i = 0; i < 3_000; i++) {
            ring(7);
            scan.scan(32);
        }
        assertThat(heard[7]).isEqualTo(3_000);
        for (int who = 0; who < SESSIONS; who++) {
            ring(who);
            for (int i = 0; i <= SESSIONS / 2 && heard[who] < (who == 7 ? 4_000 : 1); i++) {
                ring(7);
                scan.scan(32);
            }
            assertThat(heard[who]).as("session %d", who).isPositive();
        }
    }

    @Test
    void shouldHearEverybodyAtOnceWhenNobodyElseRings() {
        for (int i = 0; i < 3_000; i++) {
            assertThat(scan.scan(32)).isZero();
        }
        for (int who = 0; who < SESSIONS; who++) {
            assertThat(scan.isRung()).isFalse();
            ring(who);
            assertThat(scan.isRung()).isTrue();
            assertThat(scan.scan(32)).isEqualTo(1);
            assertThat(heard[who]).isEqualTo(1);
        }
        for (int i = 0; i < SESSIONS; i += 2) {
            scan.remove(all.get(i));
        }
        for (int i = 0; i < SESSIONS; i++) {
            ring(i);
        }
        assertThat(scan.scan(32)).isEqualTo(SESSIONS / 2);
    }

    @Test
    void shouldLookAtTheIdleOnlyWhenTheyWakeTheRouterWhereItIsWoken() {
        scan.parkTheIdle();
        for (int i = 0; i < 3_000; i++) {
            assertThat(scan.scan(32)).isZero();
        }
        assertThat(scan.hasParked()).isTrue();
        for (int who = 0; who < SESSIONS; who++) {
            assertThat(mustWake(who)).isTrue();
            ring(who);
            assertThat(scan.isRung()).isFalse();
            assertThat(scan.scan(32)).isZero();
            scan.wake(all.get(who));
            assertThat(mustWake(who)).isFalse();
            assertThat(scan.isRung()).isTrue();
            assertThat(scan.scan(32)).isEqualTo(1);
            assertThat(heard[who]).isEqualTo(1);
        }
        assertThat(scan.hasParked()).isFalse();
    }

    @Test
    void shouldNotBelieveThatTheIdleNeedNotWakeTheRouter() {
        scan.parkTheIdle();
        for (int i = 0; i < 3_000; i++) {
            scan.scan(32);
        }
        segments.get(3).putInt(QueueSegmentDescriptor.DATA_SLEEP_OFFSET, 0);
        ring(3);
        assertThat(scan.scan(32)).isZero();
        // it rang and says nothing: a look now and then finds it
        scan.wakeIfRung(all.get(3));
        assertThat(scan.scan(32)).isEqualTo(1);
        scan.remove(all.get(3));
        scan.wake(all.get(3));
        assertThat(scan.busySessions()).isZero();
    }

    @Test
    void shouldHearWhoRingsWhileItIsParked() {
        scan.parkTheIdle();
        final UnsafeBuffer segment = segments.getFirst();
        ring(0);
        assertThat(all.getFirst().park()).isFalse();
        assertThat(segment.getInt(QueueSegmentDescriptor.DATA_SLEEP_OFFSET)).isZero();
    }

    private boolean mustWake(final int who) {
        return segments.get(who).getInt(QueueSegmentDescriptor.DATA_SLEEP_OFFSET) == 1;
    }

    private void ring(final int who) {
        segments.get(who).putLong(QueueSegmentDescriptor.DOORBELLS_OFFSET, 1);
        segments.get(who).putLong(QueueSegmentDescriptor.DOORBELL_SUMMARY_OFFSET, 1);
    }
}
