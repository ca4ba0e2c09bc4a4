package io.weir.router.rnic.soft;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.UnsafeApi;

/** Makes up packets for a {@link ReceivePath}: mostly right ones, with something wrong about most of them. */
final class PacketMutations {
    private static final int ROUND = 128;
    private static final int MTU = 256;
    private static final int MAX_FLIPS = 4;

    private final ReceivePath path;
    private final int[] psns;
    private int untilRefresh;

    PacketMutations(final ReceivePath path) {
        this.path = path;
        psns = new int[path.queuePairs.length];
    }

    /** Lets one come in. */
    void next(final SplittableRandom random) {
        if (untilRefresh-- == 0) {
            untilRefresh = ROUND - 1;
            path.refresh();
            Arrays.fill(psns, ReceivePath.FIRST_PSN);
        }
        final int which = random.nextInt(psns.length);
        final int opcode = opcode(random, which);
        final int payload = BthOpcode.hasPayload(opcode) ? payloadLength(random, opcode) : 0;
        final int pad = -payload & 3;
        final int length = Bth.LENGTH + BthOpcode.extensionLength(opcode) + payload + pad + Packet.ICRC_LENGTH;
        final long at = path.begin(length);
        Bth.put(at, opcode, random.nextInt(4) == 0, pad, random.nextInt(16) == 0 ? 0x7FFF : 0xFFFF,
            path.queuePairs[which].qpNumber(), random.nextBoolean(), psn(random, which));
        fill(at + Bth.LENGTH, length - Bth.LENGTH, random);
        extensions(at + Bth.LENGTH, opcode, random);
        final int mutated = random.nextInt(3) == 0 ? mutate(length, random) : length;
        if (random.nextInt(32) != 0) {
            path.seal(mutated);
        }
        path.receive(mutated, random.nextInt(32) == 0 ? random.nextInt() : ReceivePath.PEER, random.nextInt(4));
    }

    private static int opcode(final SplittableRandom random, final int which) {
        if (random.nextInt(16) == 0) {
            return random.nextInt(1 << Byte.SIZE);
        }
        return switch (which / ReceivePath.STATES) {
            case 0 -> random.nextInt(BthOpcode.FETCH_ADD + 1);
            case 1 -> BthOpcode.UC | random.nextInt(BthOpcode.WRITE_ONLY_IMMEDIATE + 1);
            default -> BthOpcode.UD | BthOpcode.SEND_ONLY | random.nextInt(2);
        };
    }

    private static int payloadLength(final SplittableRandom random, final int opcode) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(2 * MTU);
            case 1 -> 0;
            default -> BthOpcode.isLast(opcode) ? random.nextInt(MTU + 1) : MTU;
        };
    }

    private int psn(final SplittableRandom random, final int which) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(1 << 24);
            case 1 -> psns[which] - random.nextInt(8);
            case 2 -> psns[which] + random.nextInt(4);
            default -> psns[which]++;
        } & Psn.MASK;
    }

    private static void fill(final long at, final int length, final SplittableRandom random) {
        for (int i = 0; i + Long.BYTES <= length; i += Long.BYTES) {
            UnsafeApi.putLong(at + i, random.nextLong());
        }
    }

    private void extensions(final long at, final int opcode, final SplittableRandom random) {
        final int key = random.nextInt(16) == 0 ? path.closedKey()
            : random.nextInt(16) == 0 ? random.nextInt() : path.open.rkey();
        final long address = random.nextInt(16) == 0 ? random.nextLong()
            : ReceivePath.IOVA + random.nextInt(ReceivePath.REGION + MTU) - MTU / 2;
        if (BthOpcode.isAtomic(opcode)) {
            AtomicEth.put(at, random.nextBoolean() ? address & -Long.BYTES : address, key, random.nextLong(), 0);
        } else if (BthOpcode.service(opcode) == BthOpcode.UD) {
            Deth.put(at, random.nextInt(8) == 0 ? random.nextInt() : ReceivePath.QKEY, random.nextInt(1 << 24));
        } else if (BthOpcode.extensionLength(opcode) >= Reth.LENGTH) {
            Reth.put(at, address, key, random.nextInt(16) == 0 ? random.nextInt() : random.nextInt(4 * MTU));
        } else if (BthOpcode.hasAckHeader(opcode)) {
            Aeth.put(at, random.nextInt(1 << Byte.SIZE), random.nextInt());
        }
    }

    /** Flips bits of the packet, or cuts it off, or makes it longer; answers its new length. */
    private int mutate(final int length, final SplittableRandom random) {
        final int newLength = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(length + 1);
            case 1 -> Math.min(ReceivePath.MAX_PACKET, length + random.nextInt(MTU));
            default -> length;
        };
        final long from = path.begin(length);
        final long to = path.begin(newLength);
        UnsafeApi.copyMemory(from, to, Math.min(length, newLength));
        for (int i = random.nextInt(MAX_FLIPS); i > 0 && newLength > 0; i--) {
            // rather in the headers
            final long at = to + random.nextInt(random.nextBoolean() ? Math.min(newLength, 48) : newLength);
            UnsafeApi.putByte(at, (byte) (UnsafeApi.getByte(at) ^ (1 << random.nextInt(Byte.SIZE))));
        }
        return newLength;
    }
}
