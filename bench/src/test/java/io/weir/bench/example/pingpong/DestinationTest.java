package io.weir.bench.example.pingpong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.verbs.Gid;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DestinationTest {
    /** As an ibv_rc_pingpong at 192.168.77.2 says it. */
    private static final byte[] SAID =
        "0000:000011:b80c4c:00000000000000000000ffffc0a84d02\0".getBytes(StandardCharsets.US_ASCII);

    @Test
    void shouldSayAndReadWhatTheProgramsDo() {
        final Destination destination = new Destination(0, 0x11, 0xb80c4c, Gid.parse("::ffff:192.168.77.2"));
        assertThat(destination.toBytes()).isEqualTo(SAID).hasSize(Destination.LENGTH);
        assertThat(Destination.parse(SAID)).isEqualTo(destination);
        assertThat(destination).hasToString("LID 0x0000, QPN 0x000011, PSN 0xb80c4c, GID ::ffff:192.168.77.2");
    }

    @Test
    void shouldTellWhatItHeardWhenItIsNoAddress() {
        final byte[] other = "GET / HTTP/1.1 and more of that, as many bytes as count".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Destination.parse(other)).hasMessageContaining("'GET / HTTP/1.1");
    }
}
