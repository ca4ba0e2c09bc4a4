package io.weir.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GidTest {
    @Test
    void shouldMapAnIpv4Address() {
        final Gid gid = Gid.parse("10.1.2.255");
        assertThat(gid.toBytes()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 2, 0xff);
        assertThat(gid).hasToString("::ffff:10.1.2.255").isEqualTo(Gid.parse("::ffff:10.1.2.255"));
    }

    @Test
    void shouldReadBackWhatItWrites() {
        final Gid gid = Gid.parse("fe80::1:2");
        assertThat(Gid.parse(gid.toString())).isEqualTo(gid).hasSameHashCodeAs(gid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.1.2", "10.1.2.256", "host", "::g", "1.2.3.4.5", "fe80::1%eth0", "12345"})
    void shouldSayWhatIsWrongWhenItIsNoGid(final String text) {
        assertThatThrownBy(() -> Gid.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("'" + text + "'");
    }
}
