package io.weir.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** A running process of {@link Children}. Its methods are the command's thread's own. */
public final class Child {
    private static final int TAIL_LINES = 12;

    private final String name;
    private final Process process;
    private final BufferedWriter in;
    private final Deque<String> tail = new ArrayDeque<>();
    private final Deque<Line> unread = new ArrayDeque<>();
    private boolean ended;
    private boolean expendable;

    Child(final String name, final Process process, final BlockingQueue<ChildEvent> events) {
        this.name = name;
        this.process = process;
        in = process.outputWriter();
        // Reading a pipe holds a virtual thread's carrier; with many children on few processors some would never run.
        final Thread errors = Thread.ofPlatform().daemon().name(name + " errors")
            .start(() -> listenToErrors(process.errorReader()));
        Thread.ofPlatform().daemon().name(name + " output").start(() -> {
            listen(process.inputReader(), events);
            try {
                process.waitFor();
                errors.join();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            events.add(new ChildEvent(this, null));
        });
    }

    private void listen(final BufferedReader reader, final BlockingQueue<ChildEvent> events) {
        try (reader) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                remember(text);
                events.add(new ChildEvent(this, Line.parse(text)));
            }
        } catch (final IOException e) {
            remember(e.toString());
        }
    }

    private void listenToErrors(final BufferedReader reader) {
        try (reader) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                remember(text);
            }
        } catch (final IOException e) {
            remember(e.toString());
        }
    }

    private void remember(final String text) {
        synchronized (tail) {
            if (tail.size() == TAIL_LINES) {
                tail.removeFirst();
            }
            tail.addLast(text);
        }
    }

    /** What it is called in messages. */
    public String name() {
        return name;
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** Writes it a line; one that is dead by now is found out when its answer is awaited. */
    public void tell(final Line line) {
        try {
            in.write(line.toString());
            in.newLine();
            in.flush();
        } catch (final IOException e) {
            remember("could not be told '" + line.word() + "': " + e.getMessage());
        }
    }

    /** The last lines it wrote. */
    public List<String> tail() {
        synchronized (tail) {
            return List.copyOf(tail);
        }
    }

    /** Whether its end has been seen. */
    public boolean hasEnded() {
        return ended;
    }

    /** From here on its end, however it comes, fails nobody but who awaits its lines. */
    public void allowToDie() {
        expendable = true;
    }

    boolean mayDie() {
        return expendable;
    }

    void markEnded() {
        ended = true;
    }

    Deque<Line> unread() {
        return unread;
    }
}
