package io.weir.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void shouldReadBackWhatItWroteWhenValuesHoldSpacesAndEqualsSigns() {
        final Line line = Line.of("ready").with("gid", "::ffff:10.1.0.1").with("reason", "a = b, c").with("qpn", 7);

        assertThat(Line.parse(line.toString())).isEqualTo(line);
        assertThat(line.text("reason")).isEqualTo("a = b, c");
        assertThat(line.integer("qpn")).isEqualTo(7);
    }

    @Test
    void shouldStayOneLineWhenAValueHoldsLineEndsAndTabs() {
        assertThat(Line.of("failed").with("reason", "one\n\ttwo\r\nthree")).hasToString("failed\treason=one two three");
    }

    @Test
    void shouldLeaveOutPartsWithoutANameWhenParsing() {
        assertThat(Line.parse("word\t=x\tnothing\ta=b").fields()).containsOnlyKeys("a");
    }

    @Test
    void shouldNameTheValueWhenItIsMissing() {
        assertThatThrownBy(() -> Line.of("ready").text("qpn")).hasMessageContaining("qpn")
            .hasMessageContaining("ready");
    }
}
