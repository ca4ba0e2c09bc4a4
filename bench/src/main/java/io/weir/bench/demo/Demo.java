package io.weir.bench.demo;

import io.weir.bench.demo.tenant.FileReceiver;
import io.weir.bench.demo.tenant.FileSender;
import io.weir.bench.demo.tenant.KeyThief;
import io.weir.bench.demo.tenant.Ping;
import io.weir.bench.demo.tenant.Pong;
import io.weir.bench.demo.tenant.Stranger;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The play, from the first process to the outcome: routers, then tenants, who connect; the two attempts that have to
 * fail; a rehearsal; then everybody at once; then what each says it did against what the routers charged.
 */
final class Demo {
    private static final String READY = "ready";
    private static final String REFUSED = "refused";
    private static final Line GO = Line.of("go");
    private static final Line STOP = Line.of("stop");
    private static final Line BYE = Line.of("bye");

    private final Children children;
    private final Screen screen;
    private final HostRail rail;
    private final Scale scale;
    private final Site site;
    private final Duration start;
    private final Duration work;
    private final Progress progress;
    private final Map<Child, DemoTenant> senders = new HashMap<>();
    private final List<Child> tenants = new ArrayList<>();
    /** What tenants said when they were up, as far as nobody has asked for it. */
    private final Map<Child, Line> greetings = new HashMap<>();

    Demo(final Children children, final Screen screen, final HostRail rail, final Scale scale, final Site site) {
        this.site = site;
        this.children = children;
        this.screen = screen;
        this.rail = rail;
        this.scale = scale;
        start = scale.patience(Duration.ofSeconds(30));
        work = scale.patience(Duration.ofSeconds(80));
        progress = new Progress(screen);
        children.watch((child, line) -> {
            final DemoTenant tenant = senders.get(child);
            final boolean shown = tenant != null && line.word().equals(Progress.WORD);
            if (shown) {
                progress.onProgress(tenant.label(), scale.limit(tenant), line);
            }
            return shown;
        });
    }

    /** Plays it in that directory and leaves all processes to be closed. */
    Outcome play(final Path directory, final Shipment acmes, final Shipment globexs)
        throws IOException, ChildFailedException, InterruptedException {
        final Host a = Host.start(children, directory, new HostConfig("a", 1, rail, scale, site));
        final Host b = Host.start(children, directory, new HostConfig("b", 2, rail, scale, site));
        a.awaitReady(start);
        b.awaitReady(start);
        screen.say("host A on " + a.address() + ", host B on " + b.address() + ": routers are up");

        final Transfer acme = new Transfer(DemoTenant.ACME, acmes, a, b);
        final Transfer globex = new Transfer(DemoTenant.GLOBEX, globexs, a, b);
        final Child pong = tenant("initech's pong", READY, DemoTenant.INITECH, new JavaProgram(Pong.class)
            .arguments(a.tenantDirectory(DemoTenant.INITECH)), a.tenantDirectory(DemoTenant.INITECH));
        final Child ping = tenant("initech's ping", READY, DemoTenant.INITECH, new JavaProgram(Ping.class)
            .arguments(a.tenantDirectory(DemoTenant.INITECH), scale.roundTrips()),
            a.tenantDirectory(DemoTenant.INITECH));
        senders.put(ping, DemoTenant.INITECH);
        final Child stranger = tenant("the stranger", REFUSED, DemoTenant.UMBRELLA, new JavaProgram(Stranger.class)
            .arguments(a.tenantDirectory(DemoTenant.UMBRELLA)), a.tenantDirectory(DemoTenant.UMBRELLA));
        final Child thief = tenant("the key thief", READY, DemoTenant.GLOBEX,
            new JavaProgram(KeyThief.class).arguments(a.tenantDirectory(DemoTenant.GLOBEX),
            b.tenantDirectory(DemoTenant.GLOBEX)),
            a.tenantDirectory(DemoTenant.GLOBEX), b.tenantDirectory(DemoTenant.GLOBEX));

        final Line target = acme.connect();
        globex.connect();
        connect(ping, pong);
        screen.say("tenants are attached and connected: acme and globex from A to B, initech within A");

        final List<Refusal> refusals = new ArrayList<>();
        refusals.add(refusal("wrong_credentials", greeting(stranger, REFUSED)));
        thief.tell(Line.of("steal").with("rkey", target.text("rkey")).with("address", target.text("address")));
        refusals.add(refusal("foreign_rkey", children.await(thief, "status", start)));
        screen.say("an attempt with wrong credentials and one with acme's rkey are made");

        ping.tell(GO);
        acme.rehearse();
        globex.rehearse();
        screen.say("acme and globex rehearse until the JVMs have compiled what they run and globex's burst is used up");
        acme.awaitRehearsed();
        globex.awaitRehearsed();
        acme.go();
        globex.go();
        acme.await();
        globex.await();
        ping.tell(STOP);
        final Line pinged = children.await(ping, "done", start);
        final Line ponged = children.await(pong, "done", start);
        screen.finish();

        tenants.forEach(child -> child.tell(BYE));
        for (final Child child : tenants) {
            children.awaitEnd(child, start);
        }
        final List<TenantResult> results = List.of(
            acme.result(), globex.result(), PingPongResult.of(pinged, ponged, a.bytesSent(DemoTenant.INITECH)));
        screen.say("each host's ledger is compared with its counters, its rail and its clients");
        final ClientCounts atA = new ClientCounts();
        final ClientCounts atB = new ClientCounts();
        acme.addTo(atA, atB);
        globex.addTo(atA, atB);
        atA.add(DemoTenant.INITECH, pinged);
        atA.add(DemoTenant.INITECH, ponged);
        return new Outcome(acmes.file(), acmes.fileBytes(), results, refusals, List.of(a.audit(atA), b.audit(atB)),
            null);
    }

    /** Starts one, whose first word is {@code greeting}. */
    private Child tenant(final String name, final String greeting, final DemoTenant tenant, final JavaProgram program,
                         final Path... paths)
        throws IOException, ChildFailedException, InterruptedException {
        final Child child = children.start(name, site.tenant(name, tenant, scale.tune(program), List.of(paths)));
        tenants.add(child);
        if (scale.startsOneByOne()) {
            greetings.put(child, children.await(child, greeting, start));
        }
        return child;
    }

    private Line greeting(final Child child, final String word) throws ChildFailedException, InterruptedException {
        final Line said = greetings.remove(child);
        return said == null ? children.await(child, word, start) : said;
    }

    /** Each end tells the other where it is. */
    private Line connect(final Child active, final Child passive) throws ChildFailedException, InterruptedException {
        final Line there = greeting(passive, READY);
        final Line here = greeting(active, READY);
        passive.tell(new Line("connect", here.fields()));
        active.tell(new Line("connect", there.fields()));
        children.await(passive, "connected", start);
        children.await(active, "connected", start);
        return there;
    }

    private static Refusal refusal(final String name, final Line line) {
        return new Refusal(name, Boolean.parseBoolean(line.text("asExpected")), line.text("answer"));
    }

    /** One tenant's file from host A to host B. */
    private final class Transfer {
        private final DemoTenant tenant;
        private final Host source;
        private final Child sender;
        private final Child receiver;
        private Line sent;
        private Line received;
        private String sentHash;

        Transfer(final DemoTenant tenant, final Shipment shipment, final Host source, final Host target)
            throws IOException, ChildFailedException, InterruptedException {
            this.tenant = tenant;
            this.source = source;
            receiver = tenant(tenant.label() + "'s receiver", READY, tenant,
                new JavaProgram(FileReceiver.class).arguments(target.tenantDirectory(tenant), shipment.bytes()),
                target.tenantDirectory(tenant));
            sender = tenant(tenant.label() + "'s sender", READY, tenant,
                new JavaProgram(FileSender.class).arguments(source.tenantDirectory(tenant), shipment.file(),
                shipment.bytes(), scale.block()), source.tenantDirectory(tenant), shipment.file());
            senders.put(sender, tenant);
        }

        Line connect() throws ChildFailedException, InterruptedException {
            return Demo.this.connect(sender, receiver);
        }

        void rehearse() {
            sender.tell(Line.of("rehearse"));
        }

        void awaitRehearsed() throws ChildFailedException, InterruptedException {
            children.await(sender, "rehearsed", work);
        }

        void go() {
            sender.tell(GO);
        }

        void await() throws ChildFailedException, InterruptedException {
            sent = children.await(sender, "done", work);
            received = children.await(receiver, "received", start);
            sentHash = sent.text("sha256");
        }

        void addTo(final ClientCounts senders, final ClientCounts receivers) {
            senders.add(tenant, sent);
            receivers.add(tenant, received);
        }

        TenantResult result() throws IOException {
            return new TenantResult(tenant.label(), sent.number("bytes"), sent.number("ns") / 1e9, scale.limit(tenant),
                sent.number("operations"), PingPongResult.latency(sent), received.text("sha256").equals(sentHash),
                source.bytesSent(tenant), sent.number("allBytes"));
        }
    }
}
