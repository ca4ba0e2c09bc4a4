package io.weir.router.cli;

import io.weir.router.admin.Activity;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** {@code weir top} on a terminal: takes the whole screen, writes what changed, and gives it back as it was. */
final class TopScreen {
    /** How soon a new size is seen. */
    private static final long LOOK_MS = 100;
    private static final long MILLION = 1_000_000;

    private final Terminal terminal;
    private final TopView view;
    private final ActivitySource source;
    private final long intervalMs;
    private final AtomicBoolean resized = new AtomicBoolean(true);

    /** Where activity comes from. */
    interface ActivitySource {
        /** As of now. */
        Activity look() throws IOException;
    }

    TopScreen(final Terminal terminal, final TopView view, final ActivitySource source, final long intervalMs) {
        this.terminal = terminal;
        this.view = view;
        this.source = source;
        this.intervalMs = intervalMs;
    }

    /** Until a key ends it, the terminal goes, or the router does, which is an exception. */
    void run() throws IOException {
        final Display display = new Display(terminal, true);
        final Terminal.SignalHandler before = terminal.handle(Terminal.Signal.WINCH, signal -> resized.set(true));
        final Attributes attributes = terminal.enterRawMode();
        try {
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            watch(display);
        } finally {
            terminal.puts(Capability.cursor_visible);
            terminal.puts(Capability.exit_ca_mode);
            terminal.setAttributes(attributes);
            terminal.handle(Terminal.Signal.WINCH, before);
            terminal.flush();
        }
    }

    private void watch(final Display display) throws IOException {
        final NonBlockingReader keys = terminal.reader();
        Activity last = source.look();
        TopFrame frame = TopFrame.between(last, last);
        long nextNs = System.nanoTime() + Math.min(intervalMs, LOOK_MS) * MILLION;
        while (true) {
            draw(display, frame);
            final long leftMs = Math.max(1, (nextNs - System.nanoTime()) / MILLION);
            final int key = keys.read(Math.min(leftMs, LOOK_MS));
            if (key == NonBlockingReader.EOF || (key >= 0 && !view.onKey(key))) {
                return;
            }
            if (System.nanoTime() - nextNs >= 0) {
                nextNs = System.nanoTime() + intervalMs * MILLION;
                final Activity now = source.look();
                if (!view.isPaused()) {
                    frame = TopFrame.between(last, now);
                }
                last = now;
            }
        }
    }

    private void draw(final Display display, final TopFrame frame) {
        if (resized.getAndSet(false)) {
            display.resize(terminal.getSize());
            terminal.puts(Capability.clear_screen);
            display.reset();
        }
        final int width = Math.max(1, terminal.getColumns());
        display.update(view.render(frame, width, Math.max(1, terminal.getRows())), 0);
    }
}
