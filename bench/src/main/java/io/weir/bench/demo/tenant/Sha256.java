package io.weir.bench.demo.tenant;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 of memory, in pieces: the digest wants arrays. */
final class Sha256 {
    private static final int PIECE = 1 << 16;

    private final byte[] piece = new byte[PIECE];
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Sha256 add(final MemorySegment memory) {
        for (long at = 0; at < memory.byteSize(); at += PIECE) {
            final int length = (int) Math.min(PIECE, memory.byteSize() - at);
            MemorySegment.copy(memory, JAVA_BYTE, at, piece, 0, length);
            digest.update(piece, 0, length);
        }
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
