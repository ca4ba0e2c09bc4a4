package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For every queue pair type: a packet with one thing wrong about it changes nothing (no completion, no byte of memory,
 * no answer to anybody but the peer, no event), is counted, and the right packet after it is taken.
 */
class ForgedPacketKindsTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final int STRANGER = 3;
    private static final int PSN = 100;
    private static final int QKEY = 0x11223344;
    private static final int PAYLOAD = 12;
    private static final int NOTIFICATION = 16;
    private static final int REGION = 4096;

    /** What a packet says; each forgery changes one of it. */
    private static final class Forged {
        int source = A;
        int claimedSource = A;
        int qp;
        int opcode;
        int psn = PSN;
        int pkey = RtrAttributes.DEFAULT_PKEY;
        int qkey = QKEY;
        int rkey;
        int cut;
        int flippedByte = -1;
    }

    private record Forgery(QpType type, String what, Consumer<Forged> change, ToLongFunction<SoftCounters> counter) {
        @Override
        public String toString() {
            return type + ": " + what;
        }
    }

    private long nowNs = 1;
    private final TestNetwork network = new TestNetwork(0, 0, () -> nowNs);
    private final List<byte[]> answers = new ArrayList<>();
    private final SoftRnic rnic = new SoftRnic(network.socket(B), "b", 4096, false, new Random(2));
    private TestEndpoint end;

    @BeforeEach
    void listen() {
        network.drop = packet -> {
            answers.add(packet);
            return true;
        };
    }

    @AfterEach
    void close() {
        rnic.close();
    }

    private static List<Forgery> forgeries() {
        final List<Forgery> all = new ArrayList<>();
        for (final QpType type : QpType.values()) {
            all.add(new Forgery(type, "unknown queue pair", f -> f.qp ^= 1, c -> c.unknownQp));
            all.add(new Forgery(type, "P_Key", f -> f.pkey = 0x8001, c -> c.badPKeys));
            all.add(new Forgery(type, "ICRC of another source", f -> f.claimedSource = STRANGER, c -> c.icrcErrors));
            for (int i = Bth.LENGTH; i < Bth.LENGTH + PAYLOAD; i++) {
                final int at = i;
                all.add(new Forgery(type, "byte " + i + " changed", f -> f.flippedByte = at, c -> c.icrcErrors));
            }
            all.add(new Forgery(type, "cut off", f -> f.cut = 8, c -> c.icrcErrors));
            all.add(new Forgery(type, "cut off within its headers", f -> f.cut = PAYLOAD + 8, c -> c.malformed));
            all.add(new Forgery(type, "cut off anywhere", f -> f.cut = 3, c -> c.malformed));
            all.add(new Forgery(type, "opcode that nobody has", f -> f.opcode = 0x40, c -> c.malformed));
            for (final QpType other : QpType.values()) {
                if (other != type) {
                    all.add(new Forgery(type, "opcode of " + other,
                        f -> f.opcode = service(other) | BthOpcode.SEND_ONLY, c -> c.wrongService));
                }
            }
            if (type != QpType.UD) {
                all.add(new Forgery(type, "source", f -> {
                    f.source = STRANGER;
                    f.claimedSource = STRANGER;
                }, c -> c.ghosts));
                all.add(new Forgery(type, "congestion notification from a stranger", f -> {
                    f.opcode = BthOpcode.CNP;
                    f.source = STRANGER;
                    f.claimedSource = STRANGER;
                }, c -> c.ghosts));
                all.add(new Forgery(type, "sequence of the past", f -> f.psn = PSN - 1, c -> c.duplicateRequests));
            }
        }
        all.add(new Forgery(QpType.RC, "sequence ahead", f -> f.psn = PSN + 7, c -> c.outOfSequence));
        for (final int response : new int[] {BthOpcode.ACKNOWLEDGE, BthOpcode.READ_RESPONSE_ONLY,
            BthOpcode.ATOMIC_ACKNOWLEDGE}) {
            all.add(new Forgery(QpType.RC, "answer " + response + " to nothing", f -> f.opcode = response,
                c -> c.ghosts));
        }
        all.add(new Forgery(QpType.UC, "key", f -> {
            f.opcode = BthOpcode.UC | BthOpcode.WRITE_ONLY;
            f.rkey ^= 0x100;
            f.psn = PSN - 1;
        }, c -> c.duplicateRequests));
        all.add(new Forgery(QpType.UD, "Q_Key", f -> f.qkey ^= 1, c -> c.badQKeys));
        return all;
    }

    private static int service(final QpType type) {
        return switch (type) {
            case RC -> BthOpcode.RC;
            case UC -> BthOpcode.UC;
            case UD -> BthOpcode.UD;
        };
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void shouldChangeNothingAndBeCounted(final Forgery forgery) {
        end = new TestEndpoint(rnic, forgery.type, 1 << 20, REGION, 0, 4);
        assertThat(end.qp.toRtr(forgery.type == QpType.UD ? RtrAttributes.datagram(QKEY) : new RtrAttributes(
            A, SoftRnic.ROCE_PORT, 0x77, Mtu.MTU_1024, PSN, AccessFlags.ALL, 12, 4))).isZero();
        if (forgery.type == QpType.RC) {
            end.toRts(new TestEndpoint.Parameters());
        }
        end.postReceive(1, 0, 1000);
        final SoftCounters counters = rnic.softCounters();
        final long before = forgery.counter.applyAsLong(counters);

        final Forged forged = right(forgery.type);
        forgery.change.accept(forged);
        receive(forged);

        assertThat(forgery.counter.applyAsLong(counters)).as("counted").isEqualTo(before + 1);
        assertThat(end.received).isEmpty();
        assertThat(end.datagrams).isEmpty();
        assertThat(end.served).isEmpty();
        assertThat(end.events.stream().filter(event -> event != AsyncEventType.COMM_EST))
            .isEmpty();
        assertThat(end.memory.bytes(0, REGION)).containsOnly(0);
        assertThat(counters.notificationsHandled).isZero();
        assertThat(answers).allMatch(answer -> answer[0] == BthOpcode.ACKNOWLEDGE && forgery.type == QpType.RC);

        receive(right(forgery.type));
        assertThat(end.received.size() + end.datagrams.size()).as("the right one").isEqualTo(1);
    }

    private Forged right(final QpType type) {
        final Forged right = new Forged();
        right.qp = end.qp.qpNumber();
        right.opcode = service(type) | BthOpcode.SEND_ONLY;
        right.rkey = end.region.rkey();
        return right;
    }

    private void receive(final Forged forged) {
        final int extension = BthOpcode.extensionLength(forged.opcode);
        final int payload = forged.opcode == BthOpcode.ACKNOWLEDGE || forged.opcode == BthOpcode.ATOMIC_ACKNOWLEDGE
            ? 0 : forged.opcode == BthOpcode.CNP ? NOTIFICATION - extension : PAYLOAD;
        final int length = Bth.LENGTH + extension + payload + Packet.ICRC_LENGTH;
        final long memory = UnsafeApi.allocateMemory(length);
        UnsafeApi.setMemory(memory, length, (byte) 0x5A);
        Bth.put(memory, forged.opcode, false, 0, forged.pkey, forged.qp, true, forged.psn);
        if (BthOpcode.service(forged.opcode) == BthOpcode.UD) {
            Deth.put(memory + Bth.LENGTH, forged.qkey, 0x77);
        } else if (extension >= Reth.LENGTH) {
            Reth.put(memory + Bth.LENGTH, end.memory.iova(), forged.rkey, PAYLOAD);
        }
        final Icrc icrc = new Icrc();
        icrc.begin(0, forged.claimedSource, SoftRnic.ROCE_PORT, B, SoftRnic.ROCE_PORT, length, memory);
        icrc.update(memory + Bth.LENGTH, length - Bth.LENGTH - Packet.ICRC_LENGTH);
        Wire.putInt(memory + length - Packet.ICRC_LENGTH, Integer.reverseBytes(icrc.value()));
        final byte[] bytes = new byte[length - forged.cut];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (UnsafeApi.getByte(memory + i) ^ (i == forged.flippedByte ? 1 : 0));
        }
        UnsafeApi.freeMemory(memory);
        network.drop = packet -> false;
        network.send(bytes, forged.source, B);
        listen();
        nowNs = network.nextDueNs();
        rnic.poll(nowNs);
        rnic.poll(nowNs + 1);
    }
}
