package io.weir.router.cli;

import io.weir.router.admin.AdminClient;
import io.weir.router.admin.Event;
import io.weir.router.admin.EventPage;
import io.weir.router.admin.Json;
import io.weir.router.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir events}: what happened to a running router and its tenants. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = {"Tell what happened: attach, detach, evict, refuse, fault, rail, policy, limit, failure.",
        "A router remembers its latest 1024 events, and of one kind and tenant one a second."})
public final class EventsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final long LOOK_MS = 250;

    @Spec
    private CommandSpec spec;
    @Mixin
    private RouterAddress router;
    @Option(names = "--tenant", paramLabel = "NAME", description = "Only about this one.")
    private String tenant;
    @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind.")
    private String kind;
    @Option(names = "--follow", description = "Stay, and tell what comes, until interrupted or the router ends.")
    private boolean follow;
    @Option(names = "--json", description = "One JSON document in a line for each event.")
    private boolean json;

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException {
        final AdminClient client = router.client();
        final PrintWriter out = spec.commandLine().getOut();
        EventPage page = client.events(0);
        print(page, out);
        while (follow && !out.checkError()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            final EventPage next = client.events(page.last());
            // a router that began anew counts from 1 again
            page = next.startedMs() == page.startedMs() ? next : client.events(0);
            print(page, out);
        }
        return 0;
    }

    private void print(final EventPage page, final PrintWriter out) throws IOException {
        if (page.lost() > 0 && !json) {
            out.println("(" + page.lost() + " older ones are forgotten)");
        }
        for (final Event event : page.events()) {
            if ((tenant == null || tenant.equals(event.subject())) && (kind == null || kind.equals(event.kind()))) {
                out.println(json ? Json.line(event) : TIME.format(Instant.ofEpochMilli(event.atMs())) + "  "
                    + String.format("%-8s", event.kind()) + event.text());
            }
        }
        out.flush();
    }
}
