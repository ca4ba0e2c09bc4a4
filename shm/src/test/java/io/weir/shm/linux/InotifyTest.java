package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyTest {
    private static final int ALL = Inotify.CLOSE_WRITE | Inotify.MOVED_TO | Inotify.MOVED_FROM | Inotify.CREATE
        | Inotify.DELETE;

    @TempDir
    private Path directory;

    @Test
    void shouldTellWhatHappenedToWhichName() throws IOException {
        try (Inotify inotify = new Inotify()) {
            assertThat(inotify.read()).isEmpty();
            final int watch = inotify.watch(directory, ALL);
            Files.writeString(directory.resolve("weir.yaml.new"), "a");
            Files.move(directory.resolve("weir.yaml.new"), directory.resolve("weir.yaml"),
                StandardCopyOption.ATOMIC_MOVE);
            Files.delete(directory.resolve("weir.yaml"));
            assertThat(inotify.read()).containsExactly(
                new Inotify.Event(watch, Inotify.CREATE, "weir.yaml.new"),
                new Inotify.Event(watch, Inotify.CLOSE_WRITE, "weir.yaml.new"),
                new Inotify.Event(watch, Inotify.MOVED_FROM, "weir.yaml.new"),
                new Inotify.Event(watch, Inotify.MOVED_TO, "weir.yaml"),
                new Inotify.Event(watch, Inotify.DELETE, "weir.yaml"));
            inotify.unwatch(watch);
            Files.writeString(directory.resolve("other"), "a");
            assertThat(inotify.read()).noneMatch(event -> event.name().equals("other"));
        }
    }

    @Test
    void shouldSayWhichDirectoryThereIsNot() {
        try (Inotify inotify = new Inotify()) {
            assertThatThrownBy(() -> inotify.watch(directory.resolve("none"), ALL))
                .isInstanceOf(LinuxException.class).hasMessageContaining("none");
        }
    }
}
