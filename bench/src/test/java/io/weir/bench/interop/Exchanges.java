package io.weir.bench.interop;

import static io.weir.bench.interop.Pair.OUTSTANDING;
import static io.weir.bench.interop.Pair.PATIENCE;

import io.weir.client.WorkCompletion;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** What a tenant and a verbs program do to each other; each looks at every byte and every result. */
final class Exchanges {
    private static final int HALF = Pair.REGION / 2;
    /** Around the packets' ends, and more than the router posts in one piece. */
    private static final int[] SIZES = {1, 255, 1023, 1024, 1025, 4096, 65_536, 300_001};
    private static final int READ_BYTES = 10_000;
    private static final int ADDS = 50;

    private final Pair pair;

    Exchanges(final Pair pair) {
        this.pair = pair;
    }

    void writes() throws IOException {
        for (final int size : SIZES) {
            PeerPattern.fill(pair.bytes(3, size), size);
            pair.post(Opcode.RDMA_WRITE, 3, 5, size);
            pair.await(1);
            pair.peer.tell("check", 5, size, size);
            pair.peer.tell("fill", 7, size, size + 1);
            pair.peer.tell("write", 7, HALF + 1, size);
            pair.peer.tell("wait", 1, 0, PATIENCE);
            PeerPattern.check(pair.bytes(HALF + 1, size), size + 1);
        }
    }

    /** As many READs at a time as may be. */
    void reads() throws IOException {
        pair.peer.tell("fill", 0, OUTSTANDING * READ_BYTES, 11);
        PeerPattern.fill(pair.bytes(0, OUTSTANDING * READ_BYTES), 12);
        for (int i = 0; i < OUTSTANDING; i++) {
            pair.post(Opcode.RDMA_READ, HALF + i * READ_BYTES, i * READ_BYTES, READ_BYTES);
        }
        pair.await(OUTSTANDING);
        PeerPattern.check(pair.bytes(HALF, OUTSTANDING * READ_BYTES), 11);
        for (int i = 0; i < OUTSTANDING; i++) {
            pair.peer.tell("read", HALF + i * READ_BYTES, i * READ_BYTES, READ_BYTES);
        }
        pair.peer.tell("wait", OUTSTANDING, 0, PATIENCE);
        pair.peer.tell("check", HALF, OUTSTANDING * READ_BYTES, 12);
    }

    /** Each old value must come once: an atomic that a repeated packet executes again is seen. */
    void atomics() throws IOException {
        pair.peer.tell("set", 0, 1000);
        pair.bytes(0, 8).set(ValueLayout.JAVA_LONG, 0, 2000);
        for (int i = 0; i < ADDS; i++) {
            pair.postAdd(64 + 8L * i, 0, 3);
        }
        pair.await(ADDS);
        for (int i = 0; i < ADDS; i++) {
            pair.peer.tell("add", 64 + 8 * i, 0, 5);
        }
        pair.peer.tell("wait", ADDS, 0, PATIENCE);
        for (int i = 0; i < ADDS; i++) {
            same("old value " + i + " from the guest", 1000 + 3L * i, word(64 + 8L * i));
            same("old value " + i + " at the guest", 2000 + 5L * i, peerWord(64 + 8 * i));
        }
        same("word of the guest", 1000 + 3L * ADDS, peerWord(0));
        same("word of the tenant", 2000 + 5L * ADDS, word(0));
        pair.postCompareAndSwap(64, 0, 1000 + 3L * ADDS, 77);
        pair.postCompareAndSwap(72, 0, 78, 79);
        pair.await(2);
        same("old value of a swap", 1000 + 3L * ADDS, word(64));
        same("old value of a swap that fails", 77, word(72));
        same("word of the guest", 77, peerWord(0));
        pair.peer.tell("cas", 64, 0, 2000 + 5L * ADDS, 88);
        pair.peer.tell("cas", 72, 0, 89, 90);
        pair.peer.tell("wait", 2, 0, PATIENCE);
        same("old value of the guest's swap", 2000 + 5L * ADDS, peerWord(64));
        same("old value of the guest's swap that fails", 88, peerWord(72));
        same("word of the tenant", 88, word(0));
    }

    /** SENDs and WRITEs with immediate data; the receives are posted late: receiver not ready. */
    void sends() throws IOException {
        PeerPattern.fill(pair.bytes(0, 5000), 21);
        pair.post(Opcode.SEND_WITH_IMM, 0, 0, 5000);
        pair.post(Opcode.RDMA_WRITE_WITH_IMM, 0, HALF, 3000);
        pair.peer.tell("pause", 20);
        pair.peer.tell("recv", 0, 8192);
        pair.peer.tell("recv", 0, 8192);
        pair.await(2);
        final String came = String.join(" ", pair.peer.tell("wait", 0, 2, PATIENCE));
        if (!came.equals("5000:" + 0x1234_5678 + " 3000:" + 0x1234_5678)) {
            throw new IOException("the guest received " + came);
        }
        pair.peer.tell("check", 0, 5000, 21);
        pair.peer.tell("check", HALF, 3000, 21);
        pair.peer.tell("fill", 0, 5000, 22);
        pair.peer.tell("send", 0, 0, 5000);
        pair.peer.tell("write_imm", 0, HALF, 3000, 4711);
        pair.peer.tell("pause", 20);
        pair.postReceive(16_384, 8192);
        pair.postReceive(32_768, 8192);
        pair.peer.tell("wait", 2, 0, PATIENCE);
        final WorkCompletion send = pair.nextReceive();
        same("bytes of the guest's SEND", 5000, send.byteLength());
        final WorkCompletion write = pair.nextReceive();
        same("bytes of the guest's WRITE", 3000, write.byteLength());
        same("its immediate data", 4711, write.immediate());
        PeerPattern.check(pair.bytes(16_384, 5000), 22);
        PeerPattern.check(pair.bytes(HALF, 3000), 22);
    }

    /** With wrong rkeys: the tenant's WRITE is refused there. */
    void refusedThere() throws IOException {
        pair.post(Opcode.RDMA_WRITE, 0, 0, 64);
        same("status", WcStatus.REM_ACCESS_ERR, pair.nextSend().status());
    }

    /** With wrong rkeys: the guest's WRITE is refused here. */
    void refusedHere() throws IOException {
        pair.peer.tell("write", 0, 0, 64);
        final String answer = pair.peer.ask("wait", 1, 0, PATIENCE);
        if (!answer.contains("remote access error")) {
            throw new IOException("the guest's WRITE with a wrong rkey ends with: " + answer);
        }
    }

    private long word(final long offset) {
        return pair.bytes(offset, 8).get(ValueLayout.JAVA_LONG, 0);
    }

    private long peerWord(final int offset) throws IOException {
        return Long.parseLong(pair.peer.tell("word", offset).getFirst());
    }

    private static void same(final String what, final Object expected, final Object actual) throws IOException {
        final Object[] both = {expected, actual};
        Arrays.setAll(both, i -> both[i] instanceof final Integer number ? Long.valueOf(number) : both[i]);
        if (!both[0].equals(both[1])) {
            throw new IOException(what + " is " + actual + ", not " + expected);
        }
    }
}
