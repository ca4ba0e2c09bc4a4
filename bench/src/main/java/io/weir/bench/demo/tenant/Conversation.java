package io.weir.bench.demo.tenant;

import io.weir.bench.process.Children;
import io.weir.bench.process.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * How a tenant's process talks with who started it: a line each way, over standard input and output. Two RDMA programs
 * have to exchange their addresses in some such way before they can connect; sockets and files do as well.
 */
public final class Conversation {
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;

    /** What a tenant's process does. */
    @FunctionalInterface
    public interface Program {
        /** Runs it. */
        void run(Conversation conversation) throws Exception;
    }

    /** Runs it; what goes wrong is told and ends the process with status 1. */
    public static void hold(final Program program) {
        final Conversation conversation = new Conversation();
        try {
            program.run(conversation);
        } catch (final Exception e) {
            conversation.tell(Line.of(Children.FAILED).with("reason", e.getMessage() == null ? e : e.getMessage()));
            e.printStackTrace();
            System.exit(1);
        }
    }

    /** Says a line. */
    public void tell(final Line line) {
        out.println(line);
        out.flush();
    }

    /** Waits for a line with that word. As {@link #hear()}. */
    public Line hear(final String word) throws IOException {
        Line line = hear();
        while (!line.word().equals(word)) {
            line = hear();
        }
        return line;
    }

    /** Waits for a line; the end of the input ends the process: who started it is gone. */
    public Line hear() throws IOException {
        final String text = in.readLine();
        if (text == null) {
            System.exit(0);
            throw new IllegalStateException();
        }
        return Line.parse(text);
    }

    /**
     * For a process that hears nothing else: from now on a line, or the end of the input, ends it, whatever it does.
     */
    public void exitWhenHeard() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                hear();
            } catch (final IOException e) {
                // as good as the end
            }
            System.exit(0);
        });
    }

    /** Whether there is a line to hear at once. */
    public boolean hasHeard() throws IOException {
        return in.ready();
    }
}
