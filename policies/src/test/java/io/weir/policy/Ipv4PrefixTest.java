package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.77.0/24, 192.168.77.0, true", "192.168.77.0/24, 192.168.77.255, true",
        "192.168.77.0/24, 192.168.78.0, false", "10.0.0.1, 10.0.0.1, true", "10.0.0.1, 10.0.0.2, false",
        "0.0.0.0/0, 223.1.2.3, true", "128.0.0.0/1, 127.0.0.1, false", "10.0.0.2/31, 10.0.0.3, true"})
    void shouldContainWhatItsBitsAllow(final String prefix, final String address, final boolean contained) {
        assertThat(Ipv4Prefix.parse(prefix).contains(Ipv4.parse(address))).isEqualTo(contained);
    }

    @Test
    void shouldBeReadAsItIsWritten() {
        assertThat(Ipv4Prefix.parse("192.168.77.0/24")).hasToString("192.168.77.0/24");
        assertThat(Ipv4Prefix.parse("192.168.77.9")).hasToString("192.168.77.9/32");
    }

    @Test
    void shouldSayWhatToWriteWhenItIsNoPrefix() {
        assertThatThrownBy(() -> Ipv4Prefix.parse("192.168.77.1/24"))
            .hasMessage("'192.168.77.1/24' has bits set behind its first 24: write 192.168.77.0/24");
        assertThatThrownBy(() -> Ipv4Prefix.parse("10.0.0.0/33")).hasMessageContaining("like 192.168.77.0/24");
        assertThatThrownBy(() -> Ipv4Prefix.parse("10.0.0.0/")).hasMessageContaining("like 192.168.77.0/24");
        assertThatThrownBy(() -> Ipv4Prefix.parse("10.0.0/8")).hasMessageContaining("is no IPv4 address");
    }
}
