package io.weir.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChildrenTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Children children = new Children();

    @AfterEach
    void close() {
        children.close();
    }

    private Child shell(final String script) throws IOException {
        return children.start("the child", List.of("/bin/sh", "-c", script));
    }

    @Test
    void shouldAnswerTheLineWhenTheChildSaysTheWord() throws Exception {
        final Child child = shell("echo noise; printf 'ready\\tqpn=5\\n'; read x");

        assertThat(children.await(child, "ready", SOON).integer("qpn")).isEqualTo(5);
    }

    @Test
    void shouldHearWhatItIsToldWhenItReads() throws Exception {
        final Child child = shell("read x; printf 'said\\ttext=%s\\n' \"$x\"");
        child.tell(Line.of("hello"));

        assertThat(children.await(child, "said", SOON).text("text")).isEqualTo("hello");
        assertThat(children.awaitEnd(child, SOON)).isZero();
    }

    @Test
    void shouldShowTheLastLinesWhenTheChildDies() throws Exception {
        final Child child = shell("echo on the way; echo the reason >&2; exit 3");

        assertThatThrownBy(() -> children.await(child, "ready", SOON))
            .isInstanceOfSatisfying(ChildFailedException.class,
                e -> assertThat(e.tail()).contains("on the way", "the reason"))
            .hasMessage("the child ended with status 3");
    }

    @Test
    void shouldFailWhenAnotherChildDiesMeanwhile() throws Exception {
        final Child quiet = shell("read x");
        shell("kill -9 $$");

        assertThatThrownBy(() -> children.await(quiet, "ready", SOON)).hasMessage("the child was killed by signal 9");
    }

    @Test
    void shouldFailWithTheReasonWhenAChildSaysThatItFailed() throws Exception {
        final Child child = shell("printf 'failed\\treason=no device\\n'; read x");

        assertThatThrownBy(() -> children.await(child, "ready", SOON)).hasMessage("the child failed: no device");
    }

    @Test
    void shouldGiveUpWhenTheWordDoesNotComeInTime() throws Exception {
        final Child child = shell("read x");

        assertThatThrownBy(() -> children.await(child, "ready", Duration.ZERO))
            .hasMessage("the child did not say 'ready' within 0 s");
    }

    @Test
    void shouldGiveLinesToTheWatcherFirstWhenOneIsSet() throws Exception {
        final List<String> seen = new ArrayList<>();
        children.watch((child, line) -> {
            seen.add(line.word());
            return line.word().equals("progress");
        });
        final Child child = shell("echo progress; echo done");
        children.await(child, "done", SOON);

        assertThat(seen).containsExactly("progress", "done");
    }

    @Test
    void shouldEndAChildThatDoesNotHeedWhenClosed() throws Exception {
        final Child child = shell("trap '' TERM; echo ready; while :; do read x || :; done");
        children.await(child, "ready", SOON);
        children.close();

        assertThat(child.process().isAlive()).isFalse();
        assertThatThrownBy(() -> shell("true")).isInstanceOf(IOException.class);
    }
}
