package io.weir.verbs;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QpStateTest {
    @Test
    void shouldFindEachStateByItsNumberAndNoneByAnother() {
        for (final QpState state : QpState.values()) {
            assertThat(QpState.of(state.value())).isSameAs(state);
        }
        assertThat(QpState.of(-1)).isNull();
        assertThat(QpState.of(QpState.values().length)).isNull();
    }
}
