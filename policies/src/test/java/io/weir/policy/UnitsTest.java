package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"10Gbit,10000000000", "10Gbit/s,10000000000", "10Gbps,10000000000", "1GB/s,8000000000",
        "200Mbit,200000000",
        "1.5 GiB/s,12884901888", "0.001kbit,1", "9600bit,9600", "1Pbit,-1", "400Gbit,400000000000"})
    void shouldReadByteRates(final String text, final long bits) {
        if (bits < 0) {
            assertThatThrownBy(() -> Rate.parseBits(text)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(Rate.parseBits(text)).isEqualTo(Rate.ofBits(bits));
        }
    }

    @Test
    void shouldNameBothMeaningsWhenARateIsAmbiguous() {
        assertThatThrownBy(() -> Rate.parseBits("10G"))
            .hasMessage("'10G' could mean two things: write 10Gbit (bits per second) or 10GB/s (bytes per second)");
        assertThatThrownBy(() -> Rate.parseBits("10Gb")).hasMessageContaining("10Gbit or 10GB/s");
        assertThatThrownBy(() -> Rate.parseOperations("2M")).hasMessageContaining("2M/s")
            .hasMessageContaining("2Mbit/s");
        assertThatThrownBy(() -> ByteSize.parse("4M"))
            .hasMessage("'4M' could mean two things: write 4MB (powers of 1000) or 4MiB (powers of 1024)");
    }

    @ParameterizedTest
    @CsvSource({"10GB,is an amount", "2M/s,counts operations", "fast,is no number", "-1Gbit,is no number",
        "0bit,out of bounds",
        "10Gfoo,unknown unit 'foo'", "1.0001bit,no whole number", "10000Tbit,out of bounds", "'',is no number"})
    void shouldSayWhatIsWrongWithAByteRate(final String text, final String what) {
        assertThatThrownBy(() -> Rate.parseBits(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource({"2M/s,2000000", "500/s,500", "2Mops,2000000", "1.5kop/s,1500"})
    void shouldReadOperationRates(final String text, final long operations) {
        assertThat(Rate.parseOperations(text)).isEqualTo(Rate.ofOperations(operations));
    }

    @ParameterizedTest
    @CsvSource({"4MiB,4194304", "4MB,4000000", "1.5GiB,1610612736", "512B,512", "64 KiB,65536", "0B,0"})
    void shouldReadSizes(final String text, final long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"4096,has no unit", "4Mi,unknown unit", "1GB/s,is a rate", "1PB,unknown unit", "200TiB,out of bounds"})
    void shouldSayWhatIsWrongWithASize(final String text, final String what) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(what);
    }

    @Test
    void shouldWriteWhatItReads() {
        assertThat(Rate.parseBits("10Gbit").toString()).isEqualTo("10Gbit/s");
        assertThat(Rate.parseBits("1.25Gbit").toString()).isEqualTo("1.25Gbit/s");
        assertThat(Rate.parseOperations("2M/s").toString()).isEqualTo("2M/s");
        assertThat(Rate.parseBits("unlimited").toString()).isEqualTo("unlimited");
        assertThat(ByteSize.format(8L << 30)).isEqualTo("8GiB");
        assertThat(ByteSize.format(1536)).isEqualTo("1.5KiB");
        assertThat(ByteSize.format(1047)).isEqualTo("1.02KiB");
        assertThat(ByteSize.format(0)).isEqualTo("0B");
    }

    @Test
    void shouldReadAddressesStrictly() {
        assertThat(Ipv4.parse("10.1.0.255")).isEqualTo(0x0a0100ff);
        assertThat(Ipv4.format(0xc0a80001)).isEqualTo("192.168.0.1");
        for (final String bad : new String[] {"10.1.0", "10.1.0.256", "10.1.0.01", "10.1.0.", "a.b.c.d", "10.1.0.0.1",
            "localhost", "١.1.1.1"}) {
            assertThatThrownBy(() -> Ipv4.parse(bad)).hasMessageContaining("is no IPv4 address");
        }
        assertThat(Ipv4.isUnicast(Ipv4.parse("10.0.0.1"))).isTrue();
        assertThat(Ipv4.isUnicast(0)).isFalse();
        assertThat(Ipv4.isUnicast(Ipv4.parse("224.0.0.1"))).isFalse();
        assertThat(Ipv4.isUnicast(-1)).isFalse();
    }
}
