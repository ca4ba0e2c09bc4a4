package io.weir.shm.attach;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.verbs.AsyncEventType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class AttachMessageTest {
    static final AttachAccept ACCEPT = new AttachAccept(
        0x1122334455667788L, 1L << 30, 1L << 47, 1, 2, 0L, 0xFFFF_0A00_0001L, "sessions/7", "blue", "acme");
    private static final List<AttachMessage> MESSAGES = List.of(
        AttachHello.of("demo"),
        AttachHello.of("x".repeat(64)),
        AttachHello.of(""),
        ACCEPT,
        AttachRefusal.of(13, "user 1000 is not of tenant acme"),
        new AttachAsyncEvent(AsyncEventType.DEVICE_FATAL, 0),
        new AttachAsyncEvent(AsyncEventType.QP_FATAL, 0xFFFFFF),
        new AttachCompletionChannel(-1));
    private static final long SEED = 20260514L;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[AttachLayout.MAX_LENGTH]);

    @Test
    void shouldReadWhatWasWritten() throws AttachException {
        for (final AttachMessage message : MESSAGES) {
            final int length = message.encode(buffer);
            assertThat(AttachMessage.decode(buffer, length)).isEqualTo(message);
        }
    }

    @Test
    void shouldLieAsTheLayoutSays() {
        assertThat(AttachHello.of("ab").encode(buffer)).isEqualTo(88);
        assertThat(buffer.getStringWithoutLengthAscii(0, 4)).isEqualTo("WEIR");
        assertThat(buffer.getInt(4, LITTLE_ENDIAN)).isEqualTo(1 << 16 | 1);
        assertThat(buffer.getInt(8, LITTLE_ENDIAN)).isEqualTo(88);
        assertThat(buffer.getInt(20, LITTLE_ENDIAN)).isEqualTo(2);
        assertThat(buffer.getStringWithoutLengthAscii(24, 2)).isEqualTo("ab");

        assertThat(ACCEPT.encode(buffer)).isEqualTo(336);
        assertThat(buffer.getLong(16, LITTLE_ENDIAN)).isEqualTo(0x1122334455667788L);
        assertThat(buffer.getLong(32, LITTLE_ENDIAN)).isEqualTo(1L << 47);
        final byte[] gid = new byte[16];
        buffer.getBytes(48, gid);
        assertThat(gid).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 0, 0, 1);
        assertThat(buffer.getStringWithoutLengthAscii(80, 10)).isEqualTo("sessions/7");
        assertThat(buffer.getStringWithoutLengthAscii(208, 4)).isEqualTo("blue");
        assertThat(buffer.getStringWithoutLengthAscii(272, 4)).isEqualTo("acme");
    }

    @Test
    void shouldNameBothVersionsWhenTheyDiffer() {
        final int length = AttachHello.of("future").encode(buffer);
        buffer.putShort(AttachLayout.VERSION_OFFSET, (short) 9, LITTLE_ENDIAN);
        assertThatThrownBy(() -> AttachMessage.decode(buffer, length + 8))
            .isInstanceOf(AttachException.class)
            .hasMessage("the other side speaks attach protocol version 9, this side version 1:"
                + " use the same release of Weir on both")
            .extracting(thrown -> ((AttachException) thrown).errno()).isEqualTo(93);
    }

    @Test
    void shouldThrowNothingElseWhenBytesAreRandom() {
        final Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            final byte[] bytes = new byte[random.nextInt(AttachLayout.MAX_LENGTH)];
            random.nextBytes(bytes);
            final UnsafeBuffer noise = new UnsafeBuffer(bytes);
            assertOnlyAttachException(noise, bytes.length);
        }
    }

    @Test
    void shouldThrowNothingElseWhenMessagesAreMutated() {
        final Random random = new Random(SEED);
        for (int i = 0; i < 40_000; i++) {
            final int length = MESSAGES.get(random.nextInt(MESSAGES.size())).encode(buffer);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                buffer.putByte(random.nextInt(length), (byte) random.nextInt());
            }
            final int told = random.nextInt(8) == 0 ? random.nextInt(AttachLayout.MAX_LENGTH) : length;
            assertOnlyAttachException(buffer, told);
        }
    }

    @Test
    void shouldRefuseFieldsOutOfBounds() {
        assertRefused(AttachHello.of("a"), AttachLayout.HELLO_NAME_LENGTH, 65, "process name longer than 64 bytes: 65");
        assertRefused(AttachHello.of("a"), AttachLayout.HELLO_NAME, '\n', "process name has control characters");
        assertRefused(AttachHello.of("a"), AttachLayout.HELLO_NAME, 0xC0, "process name is not UTF-8");
        assertRefused(AttachHello.of("a"), AttachLayout.HELLO_FLAGS, 4, "hello with unknown flags 0x4");
        assertRefused(AttachHello.of("a"), AttachLayout.TYPE_OFFSET, 99, "unknown attach message type 99");
        assertRefused(AttachHello.of("a"), AttachLayout.TYPE_OFFSET, 2, "accept of 88 bytes, not 336");
        assertRefused(AttachHello.of("a"), AttachLayout.LENGTH_OFFSET, 87, "attach message says 87 bytes and has 88");
        assertRefused(AttachHello.of("a"), AttachLayout.MAGIC_OFFSET, 0, "not a Weir attach message");
        assertRefused(ACCEPT, AttachLayout.ACCEPT_DIRECTORY, '/',
            "Aeron directory not below the socket's: /essions/7");
        assertRefused(AttachRefusal.of(1, "a"), AttachLayout.REFUSAL_ERRNO, 0, "refusal with error number 0");
        assertRefused(new AttachAsyncEvent(AsyncEventType.CQ_ERR, 1), AttachLayout.EVENT_TYPE, 77,
            "unknown asynchronous event type 77");
    }

    @Test
    void shouldNotMakeAMessageThatTheOtherSideWouldRefuse() {
        assertThatThrownBy(() -> new AttachHello(0, "x".repeat(65)))
            .hasMessage("process name longer than 64 bytes: 65");
        assertThatThrownBy(() -> new AttachHello(0, "a\u001b[2J")).hasMessage("process name has control characters");
        assertThatThrownBy(() -> new AttachRefusal(0, "")).hasMessage("errno 0");
        for (final String directory : List.of("", "/a", "a/..", "../a", "a//b", "./a")) {
            assertThatThrownBy(() -> new AttachAccept(1, 1, 1, 1, 2, 0, 0, directory, "n", "t"))
                .hasMessage("Aeron directory not below the socket's: " + directory);
        }
    }

    @Test
    void shouldCutAndCleanTextsOnRequest() {
        assertThat(AttachHello.of("line\nbreak").processName()).isEqualTo("line?break");
        final String cut = AttachHello.of("\uD83D\uDE80".repeat(20)).processName();
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(64);
        final String accents = AttachHello.of("x" + "\u00e9".repeat(40)).processName();
        assertThat(accents.getBytes(StandardCharsets.UTF_8)).hasSize(63);
        assertThat(AttachRefusal.of(22, "y".repeat(600)).text()).hasSize(512);
        assertThat(AttachHello.of("\uD800").processName()).isEqualTo("?");
    }

    private void assertRefused(final AttachMessage message, final int offset, final int value, final String why) {
        final int length = message.encode(buffer);
        buffer.putByte(offset, (byte) value);
        assertThatThrownBy(() -> AttachMessage.decode(buffer, length))
            .isInstanceOf(AttachException.class).hasMessage(why)
            .extracting(thrown -> ((AttachException) thrown).errno()).isEqualTo(71);
    }

    private static void assertOnlyAttachException(final UnsafeBuffer bytes, final int length) {
        try {
            AttachMessage.decode(bytes, length);
        } catch (final AttachException expected) {
            if (expected.getMessage().isBlank() || expected.getMessage().indexOf('\n') >= 0) {
                throw new AssertionError("not one line, seed " + SEED, expected);
            }
        } catch (final RuntimeException thrown) {
            throw new AssertionError("seed " + SEED, thrown);
        }
    }
}
