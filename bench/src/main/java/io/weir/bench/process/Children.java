package io.weir.bench.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The processes of a command. One thread starts them, awaits their lines and closes; another may close too (a shutdown
 * hook). The end of any of them with an error is found out while any other is awaited.
 */
public final class Children implements AutoCloseable {
    /** What a process says before it ends because it could not do its work: {@code failed reason=…}. */
    public static final String FAILED = "failed";

    private static final long GRACE_SECONDS = 3;

    private final BlockingQueue<ChildEvent> events = new LinkedBlockingQueue<>();
    private final List<Child> all = new ArrayList<>();
    private BiPredicate<Child, Line> watcher = (child, line) -> false;
    private boolean closed;

    /** Sees every line first, on the awaiting thread; true: it needs no other reader. */
    public void watch(final BiPredicate<Child, Line> newWatcher) {
        watcher = newWatcher;
    }

    /** Starts a process. */
    public Child start(final String name, final List<String> command) throws IOException {
        synchronized (all) {
            if (closed) {
                throw new IOException("no more processes are started");
            }
            final Child child = new Child(name, new ProcessBuilder(command).start(), events);
            all.add(child);
            return child;
        }
    }

    /** The next line with that word of that child. */
    public Line await(final Child child, final String word, final Duration timeout)
        throws ChildFailedException, InterruptedException {
        return await(child, line -> line.word().equals(word), word, timeout);
    }

    private Line await(final Child child, final Predicate<Line> wanted, final String what, final Duration timeout)
        throws ChildFailedException, InterruptedException {
        final long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            for (Line line = child.unread().poll(); line != null; line = child.unread().poll()) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            if (child.hasEnded()) {
                throw new ChildFailedException(child, endOf(child));
            }
            final long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ChildFailedException(child, "did not say '" + what + "' within " + timeout.toSeconds()
                    + " s");
            }
            take(left);
        }
    }

    /** Waits for a line that holds that text: for programs that talk to people. */
    public Line awaitText(final Child child, final String text, final Duration timeout)
        throws ChildFailedException, InterruptedException {
        return await(child, line -> line.word().contains(text), text, timeout);
    }

    /** Once both are {@code ready}, tells each where the other is, and waits until both are {@code connected}. */
    public void connect(final Child one, final Child other, final Duration timeout)
        throws ChildFailedException, InterruptedException {
        final Line here = await(one, "ready", timeout);
        final Line there = await(other, "ready", timeout);
        one.tell(new Line("connect", there.fields()));
        other.tell(new Line("connect", here.fields()));
        await(one, "connected", timeout);
        await(other, "connected", timeout);
    }

    /** Waits until it has ended; its exit status. */
    public int awaitEnd(final Child child, final Duration timeout) throws ChildFailedException, InterruptedException {
        final long deadline = System.nanoTime() + timeout.toNanos();
        while (!child.hasEnded()) {
            final long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ChildFailedException(child, "did not end within " + timeout.toSeconds() + " s");
            }
            take(left);
        }
        return child.process().exitValue();
    }

    /** Takes in what is said meanwhile, for that long. */
    public void listen(final Duration time) throws ChildFailedException, InterruptedException {
        final long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            take(left);
        }
    }

    private void take(final long timeoutNs) throws ChildFailedException, InterruptedException {
        final ChildEvent event = events.poll(timeoutNs, TimeUnit.NANOSECONDS);
        if (event == null) {
            return;
        }
        final Child child = event.child();
        if (event.line() == null) {
            child.markEnded();
            if (child.process().exitValue() != 0 && !child.mayDie()) {
                throw new ChildFailedException(child, endOf(child));
            }
        } else if (FAILED.equals(event.line().word()) && !child.mayDie()) {
            throw new ChildFailedException(child, "failed: " + event.line().fields()
                .getOrDefault("reason", "no reason"));
        } else if (!watcher.test(child, event.line())) {
            child.unread().add(event.line());
        }
    }

    private static String endOf(final Child child) {
        final int status = child.process().exitValue();
        return status > 128 ? "was killed by signal " + (status - 128) : "ended with status " + status;
    }

    /** Ends them all: asks first, the last started first, and kills what does not heed. Harmless when repeated. */
    @Override
    public void close() {
        final List<Child> running;
        synchronized (all) {
            closed = true;
            running = all.reversed();
        }
        running.forEach(child -> child.process().destroy());
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
        for (final Child child : running) {
            endBy(child.process(), deadline);
        }
    }

    private static void endBy(final Process process, final long deadline) {
        try {
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly().waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
