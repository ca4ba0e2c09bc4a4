package io.weir.router.rnic.soft;

import static io.weir.router.rnic.TestEndpoint.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** End-to-end credits: a sender knows how many receives its peer has posted, if the peer says so. */
class FlowControlTest {
    private static final int REGION = 1 << 16;
    /** Code 28 of the RNR timer: 163.84 ms, longer than anything here lasts. */
    private static final int LONG_RNR_TIMER = 28;
    private static final long WHILE_NS = 1_000_000;

    private long nowNs = 1;
    private final TestNetwork network = new TestNetwork(0, 0, () -> nowNs);
    private final SoftRnic rnicA = new SoftRnic(network.socket(1), "a", 4096, false, new Random(1));
    private final SoftRnic rnicB = new SoftRnic(network.socket(2), "b", 4096, false, new Random(2));
    private final TestEndpoint a = new TestEndpoint(rnicA, 1L << 40, REGION, 0, 64);
    private final TestEndpoint b = new TestEndpoint(rnicB, 1L << 41, REGION, 0, 64);

    @BeforeEach
    void connect() {
        final TestEndpoint.Parameters parameters = new TestEndpoint.Parameters();
        parameters.minRnrTimer = LONG_RNR_TIMER;
        a.toRtr(b, parameters);
        b.toRtr(a, parameters);
        a.toRts(parameters);
        b.toRts(parameters);
    }

    @AfterEach
    void close() {
        rnicA.close();
        rnicB.close();
    }

    private void run(final long forNs) {
        final long end = nowNs + forNs;
        while (nowNs < end) {
            if (rnicA.poll(nowNs) + rnicB.poll(nowNs) == 0) {
                final long next =
                    Math.min(network.nextDueNs(), Math.min(rnicA.nextDeadlineNs(), rnicB.nextDeadlineNs()));
                nowNs = Math.max(nowNs + 1, Math.min(next, end));
            } else {
                nowNs += 100;
            }
        }
    }

    private void postSends(final int count) {
        for (int i = 0; i < count; i++) {
            a.post(a.wr(i, Opcode.SEND, 0, 10));
        }
    }

    private void postReceives(final int count) {
        for (int i = 0; i < count; i++) {
            b.postReceive(i, 0, 10);
        }
    }

    /** Sends one message, whose acknowledgement says that there are three receives more. */
    private void learnOfThree() {
        postReceives(4);
        postSends(1);
        run(WHILE_NS);
        assertThat(a.sent).hasSize(1);
    }

    @Test
    void shouldSendOneMoreThanThereAreReceivesWhenPeerTells() {
        learnOfThree();
        final long before = rnicA.softCounters().sentPackets;
        postSends(20);
        run(WHILE_NS);
        assertThat(rnicA.softCounters().sentPackets - before).isEqualTo(3 + 1);
        assertThat(rnicA.softCounters().rnrNaksReceived).isEqualTo(1);
        assertThat(a.sent).hasSize(4);
        postReceives(30);
        run(1_000 * WHILE_NS);
        assertThat(a.sent).hasSize(21).allMatch(sent -> sent.status() == WcStatus.SUCCESS);
        assertThat(rnicA.softCounters().rnrNaksReceived).isEqualTo(1);
    }

    @Test
    void shouldNotHoldBackWhatTakesNoReceive() {
        learnOfThree();
        for (int i = 0; i < 20; i++) {
            a.post(to(a.wr(i, Opcode.RDMA_WRITE, 0, 10), b, 0));
        }
        postSends(3);
        run(WHILE_NS);
        assertThat(a.sent).hasSize(24);
        assertThat(rnicA.softCounters().rnrNaksReceived).isZero();
    }

    @Test
    void shouldSendWhatItHasWhenPeerDoesNotTell() {
        b.tellsAvailable = false;
        learnOfThree();
        final long before = rnicA.softCounters().sentPackets;
        postSends(20);
        run(WHILE_NS);
        assertThat(rnicA.softCounters().sentPackets - before).isGreaterThanOrEqualTo(20);
    }

    @Test
    void shouldGoOnWhenPeerTellsNoMore() {
        learnOfThree();
        b.tellsAvailable = false;
        postReceives(30);
        postSends(4);
        run(WHILE_NS);
        final long before = rnicA.softCounters().sentPackets;
        postSends(20);
        run(WHILE_NS);
        assertThat(rnicA.softCounters().sentPackets - before).isEqualTo(20);
        assertThat(a.sent).hasSize(25);
    }
}
