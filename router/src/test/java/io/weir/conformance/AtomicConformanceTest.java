package io.weir.conformance;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.SendWorkRequest;
import io.weir.client.WorkCompletion;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicConformanceTest extends Conformance {
    private static final long TARGET = 64;
    private static final long RESULT = 8;

    @BeforeEach
    void connectParties() {
        connect();
        right.memory.segment().set(JAVA_LONG, TARGET, 40);
    }

    private SendWorkRequest atomic(final long wrId) {
        return new SendWorkRequest().wrId(wrId).signaled().sge(left.region, RESULT, 8)
            .remote(right.address(TARGET), right.region.rkey());
    }

    private long target() {
        return right.memory.segment().get(JAVA_LONG, TARGET);
    }

    private long result() {
        return left.memory.segment().get(JAVA_LONG, RESULT);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 0, -41, Long.MIN_VALUE})
    void shouldAddAndAnswerTheOldValueWhenFetchingAndAdding(final long addend) {
        left.post(atomic(1).fetchAndAdd(addend));

        final WorkCompletion completion = left.sent();
        assertSuccess(completion, 1);
        assertThat(completion.opcode()).isEqualTo(WcOpcode.FETCH_ADD);
        assertThat(result()).isEqualTo(40);
        assertThat(target()).isEqualTo(40 + addend);
    }

    @Test
    void shouldSwapWhenTheValueIsTheExpectedOne() {
        left.post(atomic(1).compareAndSwap(40, -5));

        final WorkCompletion completion = left.sent();
        assertSuccess(completion, 1);
        assertThat(completion.opcode()).isEqualTo(WcOpcode.COMP_SWAP);
        assertThat(result()).isEqualTo(40);
        assertThat(target()).isEqualTo(-5);
    }

    @Test
    void shouldLeaveTheValueWhenItIsNotTheExpectedOne() {
        left.post(atomic(1).compareAndSwap(41, -5));

        assertSuccess(left.sent(), 1);
        assertThat(result()).isEqualTo(40);
        assertThat(target()).isEqualTo(40);
    }

    @Test
    void shouldCountEachExactlyOnceWhenManyAreUnderWay() {
        for (int i = 0; i < 64; i++) {
            left.post(atomic(i).fetchAndAdd(1).sge(left.region, 1024 + i * 8L, 8));
        }

        for (int i = 0; i < 64; i++) {
            assertSuccess(left.sent(), i);
            assertThat(left.memory.segment().get(JAVA_LONG, 1024 + i * 8L)).isEqualTo(40 + i);
        }
        assertThat(target()).isEqualTo(104);
    }

    @Test
    void shouldCountBothEndsWhenBothAdd() {
        for (int i = 0; i < 32; i++) {
            left.post(atomic(i).fetchAndAdd(1));
            right.post(new SendWorkRequest().wrId(i).signaled().fetchAndAdd(1).sge(right.region, 512, 8)
                .remote(left.address(256), left.region.rkey()));
        }
        for (int i = 0; i < 32; i++) {
            assertSuccess(left.sent(), i);
            assertSuccess(right.sent(), i);
        }

        assertThat(target()).isEqualTo(72);
        assertThat(left.memory.segment().get(JAVA_LONG, 256)).isEqualTo(32);
    }

    @Test
    void shouldBeRefusedByThePeerWhenTheAddressIsNotAligned() {
        left.post(atomic(1).fetchAndAdd(1).remote(right.address(TARGET + 4), right.region.rkey()));

        assertStatus(left.sent(), WcStatus.REM_INV_REQ_ERR, 1);
        assertThat(target()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 7})
    void shouldFailHereWhenThereIsNoRoomForTheResult(final int room) {
        left.post(atomic(1).fetchAndAdd(1).sge(left.region, RESULT, room));

        assertStatus(left.sent(), WcStatus.LOC_LEN_ERR, 1);
        assertThat(target()).isEqualTo(40);
    }
}
