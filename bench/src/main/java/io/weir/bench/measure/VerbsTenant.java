package io.weir.bench.measure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * One end of what perftest's programs do, through a router: {@code ib_write_lat}, {@code ib_send_lat} and {@code
 * ib_write_bw}. It hears {@code OPERATION size=… count=… first=…} and tells how long it took.
 */
public final class VerbsTenant {
    /** As perftest has it. */
    private static final int WINDOW = 128;
    private static final int LARGEST = 1 << 20;
    /** Empty looks before the processor is offered to others: they are more than processors here. */
    private static final int PATIENT_LOOKS = 8;

    private final OneQueuePair own;
    private final MemorySegment memory;
    private final long remoteAddress;
    private final int rkey;
    private int idle;
    private long received;
    private long sent;

    private VerbsTenant(final OneQueuePair own, final Line peer) {
        this.own = own;
        memory = own.memory.segment();
        remoteAddress = peer.number("address");
        rkey = peer.integer("rkey");
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> run(conversation, Path.of(args[0])));
    }

    private static void run(final Conversation conversation, final Path directory) throws Exception {
        try (OneQueuePair own = new OneQueuePair(directory, WINDOW, 2L * LARGEST)) {
            own.memory.segment().fill((byte) 0);
            final Line peer = own.connect(conversation);
            conversation.tell(Line.of("connected"));
            new VerbsTenant(own, peer).serve(conversation);
        }
    }

    private void serve(final Conversation conversation) throws IOException {
        while (true) {
            final Line order = conversation.hear();
            if (order.word().equals("bye")) {
                return;
            }
            final int size = order.integer("size");
            final int count = order.integer("count");
            final boolean first = Boolean.parseBoolean(order.text("first"));
            memory.set(JAVA_BYTE, size - 1L, (byte) 0);
            if (order.word().equals("send_lat")) {
                for (int i = 0; i < Math.min(count, WINDOW); i++) {
                    own.postReceive(size);
                }
            }
            conversation.tell(Line.of("prepared"));
            conversation.hear("go");
            final long startNs = System.nanoTime();
            switch (order.word()) {
                case "write_lat" -> writeLatency(size, count, first);
                case "send_lat" -> sendLatency(size, count, first);
                case "write_bw" -> writeBandwidth(size, first ? count : 0);
                default -> throw new IOException("no operation " + order.word());
            }
            conversation.tell(Line.of("done").with("ns", System.nanoTime() - startNs));
        }
    }

    /** Each waits for the other's number in its last byte: the second mebibyte is sent, the first is written to. */
    private void writeLatency(final int size, final int count, final boolean first) {
        final long last = size - 1L;
        for (int i = 1; i <= count; i++) {
            final byte number = (byte) (i % 100 + 1);
            if (!first) {
                awaitByte(last, number);
            }
            memory.set(JAVA_BYTE, LARGEST + last, number);
            write(size);
            if (first) {
                awaitByte(last, number);
            }
            awaitSent(i);
        }
        sent = 0;
    }

    private void awaitByte(final long at, final byte value) {
        while (memory.get(JAVA_BYTE, at) != value) {
            VarHandle.acquireFence();
            poll();
        }
    }

    private void sendLatency(final int size, final int count, final boolean first) {
        int receivesToPost = Math.max(0, count - WINDOW);
        for (int i = 1; i <= count; i++) {
            if (first) {
                send(size);
            }
            awaitReceived(i);
            if (receivesToPost-- > 0) {
                own.postReceive(size);
            }
            if (!first) {
                send(size);
            }
            awaitSent(i);
        }
        sent = 0;
        received = 0;
    }

    private void writeBandwidth(final int size, final int count) {
        long posted = 0;
        while (sent < count) {
            while (posted < count && posted - sent < WINDOW) {
                write(size);
                posted++;
            }
            poll();
        }
        sent = 0;
    }

    private void awaitSent(final long number) {
        while (sent < number) {
            poll();
        }
    }

    private void awaitReceived(final long number) {
        while (received < number) {
            poll();
        }
    }

    private void poll() {
        if (!own.poll()) {
            if (++idle >= PATIENT_LOOKS) {
                idle = 0;
                Thread.yield();
            }
            return;
        }
        idle = 0;
        if (own.completion.opcode() == WcOpcode.RECV) {
            received++;
        } else {
            sent++;
        }
    }

    private void write(final int size) {
        own.request.reset().opcode(Opcode.RDMA_WRITE).sge(own.region, LARGEST, size).remote(remoteAddress, rkey)
            .signaled();
        own.post();
    }

    private void send(final int size) {
        own.request.reset().opcode(Opcode.SEND).sge(own.region, LARGEST, size).signaled();
        own.post();
    }
}
