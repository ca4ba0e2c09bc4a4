package io.weir.router.rnic.soft;

import static io.weir.router.rnic.TestEndpoint.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network that marks packets instead of dropping them: who is told, and how much slower it gets. */
class CongestionTest {
    private static final int REGION = 1 << 20;
    private static final int CONGESTION_EXPERIENCED = 3;

    private long nowNs = 1;
    private boolean marking;
    private final TestNetwork network = new TestNetwork(0, 0, () -> nowNs);
    private final SoftRnic rnicA = new SoftRnic(network.socket(1), "a", 4096, false, new Random(1));
    private final SoftRnic rnicB = new SoftRnic(marked(network.socket(2)), "b", 4096, false, new Random(2));
    private TestEndpoint a;
    private TestEndpoint b;

    /** The same socket, behind a switch that marks what comes while it is asked to. */
    private PacketSocket marked(final PacketSocket socket) {
        return (PacketSocket) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {PacketSocket.class}, (proxy, method, arguments) -> {
                if (marking && "trafficClass".equals(method.getName())) {
                    return CONGESTION_EXPERIENCED;
                }
                try {
                    return method.invoke(socket, arguments);
                } catch (final InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            });
    }

    private void connect(final QpType type) {
        a = new TestEndpoint(rnicA, type, 1L << 40, REGION, 0, 64);
        b = new TestEndpoint(rnicB, type, 1L << 41, REGION, 0, 64);
        final TestEndpoint.Parameters parameters = new TestEndpoint.Parameters();
        parameters.timeout = 14;
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

    private void step() {
        if (rnicA.poll(nowNs) + rnicB.poll(nowNs) == 0) {
            final long next = Math.min(network.nextDueNs(), Math.min(rnicA.nextDeadlineNs(), rnicB.nextDeadlineNs()));
            nowNs = Math.max(nowNs + 1, Math.min(next, nowNs + 1_000_000));
        } else {
            nowNs += 100;
        }
    }

    /** Bytes per second of a few WRITEs of 1 MiB, as payload goes. */
    private double writeRate(final int count) {
        final long start = nowNs;
        final int before = a.sent.size();
        for (int i = 0; i < count; i++) {
            a.post(to(a.wr(i, Opcode.RDMA_WRITE, 0, REGION), b, 0));
        }
        for (int i = 0; a.sent.size() < before + count; i++) {
            assertThat(i).isLessThan(5_000_000);
            step();
        }
        assertThat(a.sent).allMatch(sent -> sent.status() == WcStatus.SUCCESS);
        return 1e9 * count * REGION / (nowNs - start);
    }

    @ParameterizedTest
    @EnumSource(value = QpType.class, names = {"RC", "UC"})
    void shouldSlowDownWhenPacketsAreMarked(final QpType type) {
        connect(type);
        final double before = writeRate(8);
        assertThat(rnicB.softCounters().congestionMarks).isZero();
        marking = true;
        final long start = nowNs;
        final double marked = writeRate(8);
        assertThat(rnicB.softCounters().congestionMarks).isGreaterThan(1_000);
        assertThat(rnicB.softCounters().notificationsSent)
            .isBetween(2L, (nowNs - start) / CongestionNotifier.MIN_TIME_BETWEEN_CNPS_NS + 1);
        assertThat(rnicA.softCounters().notificationsHandled).isBetween(
            rnicB.softCounters().notificationsSent - 1, rnicB.softCounters().notificationsSent);
        assertThat(marked).isLessThan(before / 3);
        assertThat(rnicA.softCounters().ackTimeouts).isZero();
        marking = false;
        final long quiet = nowNs + 2_000_000_000;
        while (nowNs < quiet) {
            step();
        }
        assertThat(writeRate(8)).isGreaterThan(before * 0.9);
    }

    @Test
    void shouldSlowDownReadResponses() {
        connect(QpType.RC);
        marking = true;
        for (int i = 0; i < 4; i++) {
            b.post(to(b.wr(i, Opcode.RDMA_READ, 0, REGION), a, 0));
        }
        final long start = nowNs;
        while (b.sent.size() < 4) {
            step();
        }
        assertThat(b.sent).allMatch(sent -> sent.status() == WcStatus.SUCCESS);
        assertThat(rnicA.softCounters().notificationsHandled).isGreaterThan(1);
        assertThat(1e9 * 4 * REGION / (nowNs - start)).isLessThan(Dcqcn.MAX_RATE / 5);
        assertThat(b.memory.bytes(0, REGION)).isEqualTo(a.memory.bytes(0, REGION));
    }

    @Test
    void shouldTellNobodyWhenDatagramsAreMarked() {
        connectDatagrams();
        marking = true;
        b.postReceive(1, 0, 1000);
        final SendWr wr = a.wr(1, Opcode.SEND, 0, 100);
        wr.ah = rnicA.createAh(a.pd, new AhAttributes(2, SoftRnic.ROCE_PORT, 0, 0));
        wr.remoteQpn = b.qp.qpNumber();
        a.post(wr);
        while (b.datagrams.isEmpty()) {
            step();
        }
        assertThat(rnicB.softCounters().congestionMarks).isEqualTo(1);
        assertThat(rnicB.softCounters().notificationsSent).isZero();
    }

    private void connectDatagrams() {
        a = new TestEndpoint(rnicA, QpType.UD, 1L << 40, REGION, 0, 64);
        b = new TestEndpoint(rnicB, QpType.UD, 1L << 41, REGION, 0, 64);
        for (final TestEndpoint endpoint : new TestEndpoint[] {a, b}) {
            endpoint.qp.toRtr(RtrAttributes.datagram(0));
            endpoint.qp.toRts(new RtsAttributes(0, 0, 0, 0, 0));
        }
    }
}
