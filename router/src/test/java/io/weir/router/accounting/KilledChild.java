package io.weir.router.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A JVM that counts, tells how far it got a line each time, and is killed amid it. */
public final class KilledChild {
    private KilledChild() {
    }

    /** Runs a program of the tests and kills it when it has told so many lines; what it told last. */
    public static long run(final Class<?> program, final Path argument, final int lines)
        throws IOException, InterruptedException {
        final Process child = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), program.getName(), argument.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        long told = 0;
        try (BufferedReader out = new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                told = Long.parseLong(out.readLine());
            }
            // through the handle: Process.destroyForcibly closes the stream under who reads it
            child.toHandle().destroyForcibly();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            String line;
            while ((line = out.readLine()) != null) {
                told = Long.parseLong(line);
            }
        }
        return told;
    }
}
