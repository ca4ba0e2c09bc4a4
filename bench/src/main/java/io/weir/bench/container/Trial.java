package io.weir.bench.container;

import io.weir.bench.container.tenant.Hoarder;
import io.weir.bench.container.tenant.Intruder;
import io.weir.bench.container.tenant.Looper;
import io.weir.bench.demo.tenant.FileReceiver;
import io.weir.bench.demo.tenant.FileSender;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import io.weir.bench.rail.VethPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Containers of tenants that are killed, paused, too greedy, restarted or where they do not belong, and a router's that
 * is replaced under them, while others' files go from node to node. Prints a line a check; exit status 0 if all hold.
 */
public final class Trial implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration RECLAIM = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(60);
    private static final int FILE_BYTES = 16 << 20;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MEBIBYTE = 1L << 20;
    private static final long REGISTERED = 64 * MEBIBYTE;
    private static final long SLACK = 12 * MEBIBYTE;
    private static final List<String> TENANTS = List.of("acme", "globex", "initech", "hooli", "umbrella");

    private final ScratchDirectory scratch = new ScratchDirectory("weir-check");
    private final Children children = new Children();
    private final Engine engine = new Engine();
    private final VethPair network = VethPair.make(9000);
    private final String prefix = "weir-check-" + ProcessHandle.current().pid() + "-";
    private final List<String> failures = new ArrayList<>();
    private final Node a;
    private final Node b;
    private int containers;

    private Trial() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        a = new Node(engine, children, prefix + "a", network.namespaceFile(0), scratch.path(), yaml(0));
        b = new Node(engine, children, prefix + "b", network.namespaceFile(1), scratch.path(), yaml(1));
    }

    /** No arguments. */
    public static void main(final String[] args) throws IOException, InterruptedException {
        int status = 1;
        try (Trial trial = new Trial()) {
            trial.run();
            status = trial.failures.isEmpty() ? 0 : 1;
            trial.failures.forEach(failure -> System.err.println("failed: " + failure));
        } catch (final ChildFailedException failed) {
            System.err.println("failed: " + failed.getMessage());
            failed.tail().forEach(line -> System.err.println("  " + line));
        }
        System.exit(status);
    }

    private void run() throws IOException, ChildFailedException, InterruptedException {
        children.watch((child, line) -> line.word().equals("progress"));
        a.start();
        b.start();
        for (final Node node : List.of(a, b)) {
            System.out.println("serves " + node.serveTook().toMillis() + " ms after its process began, "
                + node.startTook().toMillis() + " ms after the engine was told to run it");
        }
        operated();
        greeted();

        final Transfer bystander = new Transfer("acme");
        final Transfer sleeper = new Transfer("globex");
        bystander.rehearse();
        sleeper.rehearse();
        engine.call("pause", sleeper.senderName);
        final long pausedNs = System.nanoTime();

        memoryIsTheTenants();
        tooMuchMemory();
        killed();
        restarted();
        intruded();

        children.listen(PAUSE.minusNanos(System.nanoTime() - pausedNs));
        engine.call("unpause", sleeper.senderName);
        check("a tenant that was paused for a minute goes on, its file is whole", sleeper.finish(), "");
        check("the others' file arrived whole meanwhile", bystander.finish(), "");

        for (final String signal : List.of("TERM", "KILL")) {
            routerReplaced(signal);
        }
    }

    private void operated() throws IOException, InterruptedException {
        a.askHealth();
        final String request = "GET /metrics HTTP/1.1\\r\\nHost: node\\r\\nConnection: close\\r\\n\\r\\n";
        final String page = Engine.run(network.at(1, List.of("bash", "-c",
            "exec 3<>/dev/tcp/" + network.address(0) + "/9470; printf '" + request + "' >&3; cat <&3")));
        check("its image calls a router healthy that serves, and metrics can be had from its network",
            page.startsWith("HTTP/1.1 200") && page.contains("weir_tenant_bytes_total"), "");
    }

    private void greeted() throws IOException, ChildFailedException, InterruptedException {
        final Child hello = children.start("the example", engine.container(next("hello"), Images.HELLO)
            .user(uid("acme")).mount(a.tenantDirectory("acme"), Path.of("/run/weir")).attached());
        children.awaitText(hello, "SUCCESS: Hello from one queue pair to another", SOON);
        check("the example's image works", children.awaitEnd(hello, SOON) == 0, "");
    }

    private void memoryIsTheTenants() throws IOException, ChildFailedException, InterruptedException {
        final String name = next("hoarder");
        final Child hoarder = tenant(name, "initech", Hoarder.class, REGISTERED / 4, 4);
        children.await(hoarder, "attached", SOON);
        final long tenantBefore = engine.memory(name);
        final long routerBefore = engine.memory(a.container());
        hoarder.tell(Line.of("register"));
        children.await(hoarder, "full", SOON);
        final long tenantMore = engine.memory(name) - tenantBefore;
        final long routerMore = engine.memory(a.container()) - routerBefore;
        check("64 MiB that a tenant registers are its own control group's",
            tenantMore >= REGISTERED - SLACK && tenantMore <= REGISTERED + SLACK && Math.abs(routerMore) <= SLACK,
            "tenant's " + mebibytes(tenantMore) + " more, router's " + mebibytes(routerMore) + " more");
        System.out.println("  router's container: " + mebibytes(routerBefore) + ", an idle tenant's: "
            + mebibytes(tenantBefore));
        hoarder.tell(Line.of("bye"));
        children.awaitEnd(hoarder, SOON);
    }

    private void tooMuchMemory() throws IOException, ChildFailedException, InterruptedException {
        final String name = next("greedy");
        final Child greedy = children.start(name, container(a, name, "hooli").memory(128 * MEBIBYTE)
            .attached(new JavaProgram(Hoarder.class).arguments("/run/weir", 16 * MEBIBYTE, 64).words()));
        greedy.allowToDie();
        children.await(greedy, "attached", SOON);
        final long routerBefore = engine.memory(a.container());
        greedy.tell(Line.of("register"));
        final int status = children.awaitEnd(greedy, SOON);
        final boolean gone = within(RECLAIM, () -> a.resources("hooli").isEmpty());
        final long routerMore = engine.memory(a.container()) - routerBefore;
        check("a tenant that takes more than its control group has is ended, and all it had reclaimed",
            status == 128 + 9 && gone && routerMore <= SLACK,
            "status " + status + ", router's memory " + mebibytes(routerMore) + " more");
    }

    private void killed() throws IOException, ChildFailedException, InterruptedException {
        final String name = next("victim");
        final Child victim = tenant(name, "hooli", Looper.class, "once");
        victim.allowToDie();
        children.await(victim, "at", SOON);
        final int held = a.resources("hooli").size();
        final long startNs = System.nanoTime();
        engine.call("kill", "--signal", "KILL", name);
        final boolean gone = within(RECLAIM, () -> a.resources("hooli").isEmpty());
        check("what a killed tenant had is reclaimed", held > 0 && gone, held + " resources, gone after "
            + (System.nanoTime() - startNs) / MILLISECOND + " ms");
        children.awaitEnd(victim, SOON);
    }

    private void restarted() throws IOException, InterruptedException {
        final String name = next("restarted");
        Engine.run(container(a, name, "hooli")
            .detached(new JavaProgram(Looper.class).arguments("/run/weir", "once").words()));
        final boolean looped = within(SOON, () -> looped(name) == 1);
        engine.call("restart", "--time", "1", name);
        check("a tenant's container that is restarted attaches anew and works",
            looped && within(SOON, () -> looped(name) == 2 && a.resources("hooli").stream()
                .filter(resource -> resource.kind().equals("session")).count() == 1), "");
        engine.remove(name);
    }

    private long looped(final String name) throws IOException, InterruptedException {
        return engine.call("logs", name).lines().filter(line -> line.startsWith("looping\t")).count();
    }

    private void intruded() throws IOException, ChildFailedException, InterruptedException {
        final Path foreign = a.tenantDirectory("globex");
        final Child neighbour = children.start("acme's intruder", engine.container(next("intruder"), Images.DEMO_TENANT)
            .user(uid("acme")).mount(a.tenantDirectory("acme"), Path.of("/run/weir/own"))
            .mountReadOnly(foreign, Path.of("/run/weir/foreign"))
            .attached(new JavaProgram(Intruder.class).arguments("/run/weir/foreign", "/run/weir/own/../globex",
                "/run/weir/tenants/globex", foreign).words()));
        final Line mounted = children.await(neighbour, "tried", SOON);
        check("who mounts another's directory read-only is refused by its uid", mounted.text("attach").equals("EACCES")
            && mounted.text("list").equals("AccessDeniedException"), mounted.fields().toString());
        for (int guess = 0; guess < 3; guess++) {
            final Line guessed = children.await(neighbour, "tried", SOON);
            check("who guesses a socket's name finds none", guessed.text("attach").equals("ENOENT"),
                guessed.fields().toString());
        }
        children.await(neighbour, "done", SOON);
        final Child stranger = children.start("a stranger", engine.container(next("stranger"), Images.DEMO_TENANT)
            .user(12345).mount(foreign, Path.of("/run/weir"))
            .attached(new JavaProgram(Intruder.class).arguments("/run/weir").words()));
        final Line tried = children.await(stranger, "tried", SOON);
        check("who has the directory and a wrong uid is refused, and can change nothing there",
            tried.text("attach").equals("EACCES") && tried.text("write").equals("AccessDeniedException"),
            tried.fields().toString());
        children.await(stranger, "done", SOON);
        final boolean told = within(RECLAIM, () -> told("uid 10001 ", "of acme") && told("uid 12345 ", "of no tenant"));
        check("the audit log says who tried", told, "\n  " + String.join("\n  ", a.refusals()));
    }

    private boolean told(final String uid, final String whose) throws IOException {
        return a.refusals().stream().anyMatch(line -> line.contains("\"tenant\":\"globex\"") && line.contains(uid)
            && line.contains(whose));
    }

    private void routerReplaced(final String signal) throws IOException, ChildFailedException, InterruptedException {
        final Child again = tenant(next("again"), "initech", Looper.class, "again");
        final Child once = tenant(next("once"), "hooli", Looper.class, "once");
        final Line first = children.await(again, "looping", SOON);
        children.await(once, "at", SOON);
        once.allowToDie();
        final int status = a.end(signal);
        final long goneNs = System.nanoTime();
        final Line lost = children.await(again, "lost", SOON);
        final Line lostOnce = children.await(once, "lost", SOON);
        final int statusOnce = children.awaitEnd(once, SOON);
        final long toldNs = System.nanoTime();
        a.start();
        final Line second = children.await(again, "looping", SOON);
        final long backNs = System.nanoTime();
        final long number = children.await(again, "at", SOON).number("number");
        check("tenants of a router that ends by " + signal + " see DEVICE_FATAL, who did not ask for more ends",
            lost.text("event").equals("DEVICE_FATAL") && lostOnce.text("event").equals("DEVICE_FATAL")
                && statusOnce == 3 && (status == 0) == signal.equals("TERM"),
            "router's status " + status + ", both tenants knew " + (toldNs - goneNs) / MILLISECOND + " ms later");
        check("a tenant that asked for it attaches to the next router by itself, with new queue pairs",
            number > second.number("from") && second.number("from") > 0
                && first.integer("qpn") != second.integer("qpn"),
            "from number " + second.text("from") + " on, " + (backNs - toldNs) / MILLISECOND + " ms after the next was"
                + " begun, which took " + a.startTook().toMillis() + " ms to serve");
        again.allowToDie();
        again.process().destroy();
        children.awaitEnd(again, SOON);
    }

    private Child tenant(final String name, final String tenant, final Class<?> program, final Object... arguments)
        throws IOException {
        return children.start(name, container(a, name, tenant)
            .attached(new JavaProgram(program).arguments("/run/weir").arguments(arguments).words()));
    }

    /** Of a tenant of that node. */
    private Container container(final Node node, final String name, final String tenant) {
        return engine.container(name, Images.DEMO_TENANT).user(uid(tenant))
            .mount(node.tenantDirectory(tenant), Path.of("/run/weir"));
    }

    private String next(final String role) {
        return prefix + role + "-" + ++containers;
    }

    private static int uid(final String tenant) {
        return Users.FIRST_TENANT + TENANTS.indexOf(tenant);
    }

    private void check(final String what, final boolean holds, final String detail) {
        System.out.println((holds ? "ok      " : "FAILED  ") + what + (detail.isEmpty() ? "" : ": " + detail));
        if (!holds) {
            failures.add(what + ": " + detail);
        }
    }

    private static String mebibytes(final long bytes) {
        return Math.round(bytes / (double) MEBIBYTE) + " MiB";
    }

    private static boolean within(final Duration timeout, final Callable<Boolean> condition)
        throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                if (condition.call()) {
                    return true;
                }
            } catch (final IOException | InterruptedException | RuntimeException thrown) {
                throw thrown;
            } catch (final Exception thrown) {
                throw new IllegalStateException(thrown);
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(50 * MILLISECOND);
        }
    }

    private String yaml(final int node) {
        final StringBuilder yaml = new StringBuilder(1024);
        yaml.append("host: ").append(prefix).append(node == 0 ? "a" : "b").append("\ndirectory: /run/weir\n")
            .append("rail: {rnic: soft, address: ").append(network.address(node))
            .append("}\nadmin: {http: '0.0.0.0:9470', exposed: true}\npeers:\n  - name: ")
            .append(prefix).append(node == 0 ? "b" : "a").append("\n    control: ").append(network.address(1 - node))
            .append(":4790\n    devices:\n");
        for (final String tenant : TENANTS) {
            yaml.append("      - {network: ").append(tenant).append(", ip: 10.1.0.").append(2 - node).append("}\n");
        }
        yaml.append("tenants:\n");
        for (final String tenant : TENANTS) {
            yaml.append("  - {name: ").append(tenant).append(", uid: ").append(uid(tenant)).append(", network: ")
                .append(tenant).append(", ip: 10.1.0.").append(1 + node).append(", limit: {egress: 50Mbit}}\n");
        }
        return yaml.toString();
    }

    @Override
    public void close() {
        try {
            engine.close();
            children.close();
            network.close();
            scratch.close();
        } catch (final IOException thrown) {
            System.err.println(thrown.getMessage());
        }
    }

    /** A file's way from node A to node B: again and again, until it is to be the last time. */
    private final class Transfer {
        private final String senderName;
        private final Child sender;
        private final Child receiver;

        Transfer(final String tenant) throws IOException, ChildFailedException, InterruptedException {
            final byte[] bytes = new byte[FILE_BYTES];
            new Random(tenant.hashCode()).nextBytes(bytes);
            final Path file = Files.write(scratch.path().resolve(tenant), bytes);
            senderName = next("sender");
            receiver = children.start(tenant + "'s receiver", container(b, next("receiver"), tenant)
                .attached(new JavaProgram(FileReceiver.class).arguments("/run/weir", FILE_BYTES).words()));
            sender = children.start(tenant + "'s sender", container(a, senderName, tenant)
                .mountReadOnly(file, Path.of("/data"))
                .attached(new JavaProgram(FileSender.class).arguments("/run/weir", "/data", FILE_BYTES, MEBIBYTE)
                    .words()));
        }

        void rehearse() throws ChildFailedException, InterruptedException {
            children.connect(receiver, sender, SOON);
            sender.tell(Line.of("rehearse"));
        }

        /** Whether both ends have the same. */
        boolean finish() throws ChildFailedException, InterruptedException {
            sender.tell(Line.of("go"));
            final String sent = children.await(sender, "done", SOON).text("sha256");
            final boolean equal = children.await(receiver, "received", SOON).text("sha256").equals(sent);
            sender.tell(Line.of("bye"));
            receiver.tell(Line.of("bye"));
            children.awaitEnd(sender, SOON);
            children.awaitEnd(receiver, SOON);
            return equal;
        }
    }
}
