package io.weir.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ScratchDirectoryTest {
    @Test
    void shouldLeaveNothingWhenClosedTwice() throws IOException {
        final ScratchDirectory directory = new ScratchDirectory("weir-test");
        Files.createDirectories(directory.path().resolve("a/b"));
        Files.writeString(directory.path().resolve("a/b/c"), "x");
        directory.close();
        directory.close();

        assertThat(directory.path()).doesNotExist();
    }

    @Test
    void shouldLeaveAllWhenKept() throws IOException {
        final Path path;
        try (ScratchDirectory directory = new ScratchDirectory("weir-test")) {
            directory.keep();
            path = directory.path();
        }

        assertThat(path).isDirectory();
        Files.delete(path);
    }
}
