package io.weir.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.admin.SampleRouter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a virtual terminal, of which one can see the screen and press the keys. */
class TopScreenTest {
    private static final long PATIENCE_MS = 20_000;
    private static final int WIDTH = 140;
    private static final int HEIGHT = 12;

    @TempDir
    private Path directory;
    private SampleRouter router;
    private ScreenTerminal screen;
    private LineDisciplineTerminal terminal;
    private Thread top;
    private volatile Throwable failure;

    @BeforeEach
    void start() throws IOException {
        router = new SampleRouter(directory);
        final ScreenTerminal.VirtualTerminal virtual =
            ScreenTerminal.withTerminal("test", "xterm-256color", WIDTH, HEIGHT);
        screen = virtual.screen();
        terminal = virtual.terminal();
        top = Thread.ofPlatform().start(() -> {
            try {
                new TopScreen(terminal, new TopView(TopSort.EGRESS, ""), this::look, 50).run();
            } catch (final IOException | RuntimeException thrown) {
                failure = thrown;
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        terminal.processInputByte('q');
        top.join(PATIENCE_MS);
        assertThat(top.isAlive()).isFalse();
        terminal.close();
        router.close();
    }

    /** Each look is a second later, in which acme sent 327 blocks of 64 KiB: 171 Mbit/s of its 200. */
    private io.weir.router.admin.Activity look() throws IOException {
        router.second(327);
        return router.activity();
    }

    @Test
    void shouldShowRatesAgainstLimitsAndWhatHoldsTenantsBack() throws InterruptedException {
        await(lines -> lines.get(4).contains("171Mbit/s") && lines.get(1).contains("transmits 171Mbit/s")
            && lines.get(HEIGHT - 1).startsWith("s sort"));
        assertThat(line(0)).startsWith("node1  up ").contains("data-path 25 %", "tenants: 2 of 2, by egress");
        assertThat(line(1)).startsWith("rail soft 10.0.0.1:4791 active  transmits 171Mbit/s");
        assertThat(line(3)).startsWith("TENANT").contains("EGRESS", "LIMIT", "P99", "HELD BACK", "BACKLOG");
        assertThat(line(4)).startsWith("acme").contains("200Mbit/s", "██", "egress: bytes", " 50%", " 17 ")
            .contains("327/s");
        assertThat(line(5)).startsWith("globex").contains(" 0bit/s");
        assertThat(line(HEIGHT - 1)).startsWith("s sort  r reverse  / filter  p pause");
    }

    @Test
    void shouldSortFilterAndPauseWhenKeysArePressed() throws Exception {
        await(lines -> lines.get(4).startsWith("acme"));
        press("r");
        await(lines -> lines.get(4).startsWith("globex") && lines.get(0).contains("by egress reversed"));
        press("r/glob\r");
        await(lines -> lines.get(4).startsWith("globex") && lines.get(5).isBlank()
            && lines.get(HEIGHT - 1).contains("only names with 'glob'"));
        press("s");
        await(lines -> lines.get(0).contains("tenants: 1 of 2, by ingress"));
        press("\u001bp");
        await(lines -> lines.get(0).contains("PAUSED") && lines.get(4).startsWith("acme"));
    }

    @Test
    void shouldFitWhenTheTerminalBecomesSmaller() throws Exception {
        await(lines -> lines.get(4).contains("BACKLOG") || lines.get(3).contains("BACKLOG"));
        screen.setSize(Size.of(40, 8));
        terminal.setSize(Size.of(40, 8));
        terminal.raise(Terminal.Signal.WINCH);
        await(lines -> lines.size() == 8 && lines.get(3).startsWith("TENANT") && lines.get(4).startsWith("acme")
            && !lines.get(3).contains("BACKLOG") && lines.get(7).startsWith("s sort"));
    }

    @Test
    void shouldGiveTheTerminalBackWhenTheRouterIsGone() throws Exception {
        await(lines -> lines.get(4).startsWith("acme"));
        press("\u0003");
        top.join(PATIENCE_MS);
        assertThat(top.isAlive()).isFalse();
        assertThat(failure).isNull();
        assertThat(terminal.echo()).isTrue();
    }

    private void press(final String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private String line(final int number) {
        return lines().get(number);
    }

    private List<String> lines() {
        return screen.toString().lines().toList();
    }

    private void await(final Predicate<List<String>> wanted) throws InterruptedException {
        final long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (lines().size() < 6 || !wanted.test(lines())) {
            if (System.nanoTime() - deadline > 0 || failure != null) {
                throw new AssertionError("never came: " + String.join("\n", lines()), failure);
            }
            screen.waitDirty(100);
        }
    }
}
