package io.weir.router.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir
    private Path parent;

    @Test
    void shouldBeOneRoutersAtATime() throws IOException {
        final Path path = parent.resolve("a/b");
        try (RunDirectory first = RunDirectory.open(path)) {
            assertThat(first.path()).isEqualTo(path);
            assertThatThrownBy(() -> RunDirectory.open(path)).isInstanceOf(IOException.class)
                .hasMessage(path + ": another router runs here, process " + ProcessHandle.current().pid()
                    + ": stop it, or choose another directory");
        }
        RunDirectory.open(path).close();
        assertThat(path).isDirectory();
    }

    @Test
    void shouldLeaveNothingBehindWhenAbandoned() throws IOException {
        final RunDirectory directory = RunDirectory.open(parent.resolve("a/b/c"));
        directory.abandon();
        assertThat(parent).isEmptyDirectory();
        Files.createDirectory(parent.resolve("kept"));
        RunDirectory.open(parent.resolve("kept")).abandon();
        assertThat(parent.resolve("kept")).isDirectory();
    }

    @Test
    void shouldSayWhyADirectoryCanNotBeUsed() throws IOException {
        final Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> RunDirectory.open(file)).hasMessage(file + ": is a file: choose another directory");
        assertThatThrownBy(() -> RunDirectory.open(file.resolve("x"))).hasMessageContaining("is a file");
        assertThatThrownBy(() -> RunDirectory.open(Path.of("/proc/weir"))).isInstanceOf(IOException.class)
            .hasMessage("/proc/weir: can not be made: permit this user to write /proc, or choose another directory");
        assertThatThrownBy(() -> RunDirectory.open(Path.of("/proc/self"))).isInstanceOf(IOException.class);
    }
}
