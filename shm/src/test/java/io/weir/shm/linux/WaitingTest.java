package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final int EAGAIN = 11;
    private static final int ENOENT = 2;

    private final int first = Eventfd.create();
    private final int second = Eventfd.create();
    private final Epoll epoll = new Epoll(8);
    private final Poll poll = new Poll(3);

    @AfterEach
    void close() {
        poll.close();
        epoll.close();
        Fd.close(first);
        Fd.close(second);
    }

    @Test
    void shouldCountSignals() {
        assertThat(Eventfd.drain(first)).isEqualTo(-EAGAIN);
        assertThat(Eventfd.signal(first)).isZero();
        assertThat(Eventfd.signal(first)).isZero();
        assertThat(Eventfd.drain(first)).isEqualTo(2);
        assertThat(Eventfd.signal(-1)).isEqualTo(-9);
    }

    @Test
    void shouldReportWhatIsReadyWithItsData() {
        epoll.add(first, Epoll.IN, 0x1234_5678_9ABC_DEF0L);
        epoll.add(second, Epoll.IN, -1L);
        assertThat(epoll.await(0)).isZero();
        Eventfd.signal(first);
        assertThat(epoll.await(-1)).isEqualTo(1);
        assertThat(epoll.data(0)).isEqualTo(0x1234_5678_9ABC_DEF0L);
        assertThat(epoll.events(0)).isEqualTo(Epoll.IN);
        Eventfd.signal(second);
        assertThat(epoll.await(1_000_000)).isEqualTo(2);
    }

    @Test
    void shouldReportEachSignalOnceWhenEdgeTriggeredAndNeverRead() {
        epoll.add(first, Epoll.IN | Epoll.EDGE_TRIGGERED, 7);
        Eventfd.signal(first);
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.await(0)).isZero();
        Eventfd.signal(first);
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.data(0)).isEqualTo(7);
    }

    @Test
    void shouldReportNoLongerWhatWasModifiedOrRemoved() {
        epoll.add(first, Epoll.IN, 1);
        Eventfd.signal(first);
        epoll.modify(first, 0, 1);
        assertThat(epoll.await(0)).isZero();
        epoll.modify(first, Epoll.IN, 2);
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.data(0)).isEqualTo(2);
        assertThat(epoll.remove(first)).isZero();
        assertThat(epoll.remove(first)).isEqualTo(-ENOENT);
        assertThat(epoll.await(0)).isZero();
        assertThatThrownBy(() -> epoll.modify(first, 0, 0)).hasMessageStartingWith("epoll_ctl modify descriptor ");
    }

    @Test
    void shouldWaitNoShorterThanItsTimeout() {
        final long start = System.nanoTime();
        assertThat(epoll.await(200_000)).isZero();
        assertThat(poll.await(200_000)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(400_000);
    }

    @Test
    void shouldWaitNoShorterThanItsTimeoutOnAKernelWithoutNanoseconds() {
        epoll.add(first, Epoll.IN, 5);
        final long start = System.nanoTime();
        assertThat(epoll.awaitMilliseconds(1_000_001)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_900_000);
        Eventfd.signal(first);
        assertThat(epoll.awaitMilliseconds(-1)).isEqualTo(1);
        assertThat(epoll.data(0)).isEqualTo(5);
    }

    @Test
    void shouldPollSeveralDescriptors() {
        poll.set(0, first, Poll.IN);
        poll.set(2, second, Poll.IN | Poll.OUT);
        assertThat(poll.await(0)).isEqualTo(1);
        assertThat(poll.result(0)).isZero();
        assertThat(poll.result(2)).isEqualTo(Poll.OUT);
        Eventfd.signal(first);
        assertThat(poll.await(-1)).isEqualTo(2);
        assertThat(poll.result(0)).isEqualTo(Poll.IN);
        assertThat(Poll.await(first, Poll.IN, 0)).isEqualTo(1);
        assertThatThrownBy(() -> poll.result(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldAllocateNothingWhenSignallingAndWaiting() {
        epoll.add(first, Epoll.IN, 1);
        poll.set(0, first, Poll.IN);
        Allocations.assertNone(() -> {
            Eventfd.signal(first);
            if (epoll.await(0) != 1 || epoll.data(0) != 1 || poll.await(0) != 1 || Eventfd.drain(first) != 1) {
                throw new AssertionError("lost a signal");
            }
            if (epoll.await(1) != 0) {
                throw new AssertionError("a signal too many");
            }
            Sys.yield();
        });
    }

    @Test
    void shouldKnowItself() {
        assertThat(Sys.pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(Sys.uid()).isNotNegative();
        assertThat(Sys.gid()).isNotNegative();
    }
}
