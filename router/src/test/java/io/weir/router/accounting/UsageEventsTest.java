package io.weir.router.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageEventsTest {
    private static final int MANY = 10_000;

    @TempDir
    private Path directory;

    @Test
    void shouldLoseEventsOfTheSlowConsumerAloneWhenItDoesNotTakeThem() {
        final UsageEvents events = new UsageEvents(() -> 5);
        final UsageEvents.Subscription slow = events.subscribe("slow");
        final UsageEvents.Subscription quick = events.subscribe("quick");
        final List<UsageEvent> taken = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            events.publish(UsageEvent.Kind.QP_CREATED, "acme", "QP " + i);
            quick.poll(taken::add);
        }
        assertThat(taken).hasSize(MANY);
        assertThat(quick.lost()).isZero();
        assertThat(slow.poll(event -> { }) + slow.lost()).isEqualTo(MANY);
        assertThat(slow.lost()).isPositive();
    }

    @Test
    void shouldWriteALineOfJsonForEachEventAndSayWhatIsLost() throws IOException {
        final UsageEvents events = new UsageEvents(() -> 1_767_225_600_000L);
        final List<String> log = new ArrayList<>();
        final Path file = directory.resolve("audit.log");
        final AuditLog audit = new AuditLog(file, events, log::add);
        events.publish(UsageEvent.Kind.SESSION_ATTACHED, "acme", "session 1");
        audit.poll();
        for (int i = 0; i < MANY; i++) {
            events.publish(UsageEvent.Kind.QP_CREATED, "acme", "QP");
        }
        audit.close();
        final List<String> lines = Files.readAllLines(file);
        assertThat(lines.getFirst()).isEqualTo("{\"at\":\"2026-01-01T00:00:00Z\",\"event\":\"session-attached\","
            + "\"tenant\":\"acme\",\"detail\":\"session 1\"}");
        assertThat(lines.getLast()).matches("\\{\"event\":\"lost\",\"count\":[0-9]+}");
        assertThat(log).isEmpty();
        final AuditLog nowhere = new AuditLog(directory.resolve("none").resolve("audit.log"), events, log::add);
        events.publish(UsageEvent.Kind.SESSION_DETACHED, "acme", "session 1");
        nowhere.poll();
        events.publish(UsageEvent.Kind.SESSION_DETACHED, "acme", "session 2");
        nowhere.close();
        assertThat(log).singleElement().asString().contains("what happens meanwhile is not in it");
    }
}
