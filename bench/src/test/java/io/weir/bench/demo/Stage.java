package io.weir.bench.demo;

import io.weir.bench.demo.tenant.FileReceiver;
import io.weir.bench.demo.tenant.FileSender;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import io.weir.router.admin.AdminClient;
import io.weir.router.admin.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The demo's two hosts on ports of their own, for tests that play another piece on them. */
final class Stage implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private final ScratchDirectory scratch = new ScratchDirectory("weir-test");
    private final Children children = new Children();
    private final List<String> routerLines = new CopyOnWriteArrayList<>();
    private final Host a;
    private final Host b;

    Stage() throws IOException, ChildFailedException, InterruptedException {
        try {
            final int rail = freePort();
            final int control = freePort();
            a = Host.start(children, scratch.path(), new HostConfig("a", 1, rail, control));
            b = Host.start(children, scratch.path(), new HostConfig("b", 2, rail, control));
            children.watch((child, line) -> {
                if (child == a.router() || child == b.router()) {
                    routerLines.add(line.word());
                }
                return line.word().equals(Progress.WORD) && line.fields().containsKey("quiet");
            });
            a.awaitReady(SOON);
            b.awaitReady(SOON);
        } catch (final IOException | ChildFailedException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket one = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
            DatagramSocket two = new DatagramSocket(new InetSocketAddress("127.0.0.2", one.getLocalPort()))) {
            return two.getLocalPort();
        }
    }

    Host a() {
        return a;
    }

    Host b() {
        return b;
    }

    /** Waits a moment for what is on its way. */
    void listen() throws ChildFailedException, InterruptedException {
        children.listen(Duration.ofSeconds(1));
    }

    /** What the routers said. */
    List<String> routerLines() {
        return routerLines;
    }

    Child start(final String name, final JavaProgram program) throws IOException {
        return children.start(name, program.heap(64).command());
    }

    Line await(final Child child, final String word) throws ChildFailedException, InterruptedException {
        return children.await(child, word, SOON);
    }

    void awaitText(final Child child, final String text) throws ChildFailedException, InterruptedException {
        children.awaitText(child, text, SOON);
    }

    int awaitEnd(final Child child) throws ChildFailedException, InterruptedException {
        return children.awaitEnd(child, SOON);
    }

    /** A file of that many bytes that follow from a seed. */
    Path file(final int length) throws IOException {
        final byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Files.write(scratch.path().resolve("file-" + length), bytes);
    }

    /** What a tenant holds on a host, as {@code weir resources} tells it. */
    static List<Resource> resources(final Host host, final DemoTenant tenant) throws IOException {
        return new AdminClient(host.directory().resolve("admin.sock")).resources().stream()
            .filter(resource -> resource.tenant().equals(tenant.label()))
            .toList();
    }

    /** Asks again and again, for that long at most; whether it ever held. */
    static boolean within(final Duration timeout, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }

    /** A file's way from host A to host B. */
    Transfer transfer(final DemoTenant tenant, final Path file) throws IOException {
        final long length = Files.size(file);
        return new Transfer(
            start(tenant.label() + "'s receiver",
                new JavaProgram(FileReceiver.class).arguments(b.tenantDirectory(tenant), length)),
            start(tenant.label() + "'s sender",
                new JavaProgram(FileSender.class).arguments(a.tenantDirectory(tenant), file, length, 1L << 20)));
    }

    @Override
    public void close() {
        children.close();
        try {
            scratch.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two processes, one file. */
    final class Transfer {
        final Child receiver;
        final Child sender;

        Transfer(final Child receiver, final Child sender) {
            this.receiver = receiver;
            this.sender = sender;
        }

        void connect() throws ChildFailedException, InterruptedException {
            final Line there = await(receiver, "ready");
            final Line here = await(sender, "ready");
            receiver.tell(new Line("connect", here.fields()));
            sender.tell(new Line("connect", there.fields()));
            await(receiver, "connected");
            await(sender, "connected");
        }

        void go() {
            sender.tell(Line.of("rehearse"));
            sender.tell(Line.of("go"));
        }

        /** Waits for both ends; whether they have the same bytes. */
        boolean arrives() throws ChildFailedException, InterruptedException {
            final String sent = await(sender, "done").text("sha256");
            return await(receiver, "received").text("sha256").equals(sent);
        }

        /** Waits until some of it is under way. */
        void awaitSome() throws ChildFailedException, InterruptedException {
            while (await(sender, Progress.WORD).number("bytes") < 3 << 20) {
                continue;
            }
        }
    }
}
