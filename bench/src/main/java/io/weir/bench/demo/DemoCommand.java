package io.weir.bench.demo;

import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.ScratchDirectory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir demo}. */
@Command(
    name = "demo",
    description = {
        "Two hosts, three tenants, a real file across: everything on this machine, without root.",
        "acme sends a file from host A to host B by RDMA WRITE, globex the same under a limit of 200 Mbit/s, initech"
            + " plays ping-pong between two processes on host A. Wrong credentials and a foreign rkey must be refused."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
    private static final int MOST_DIVISOR = 1000;

    @Option(names = "--file", paramLabel = "PATH",
        description = "The file to send; the JDK's lib/modules if not given.")
    private Path file = Path.of(System.getProperty("java.home"), "lib", "modules");

    @Option(names = "--json",
        description = "One JSON document on standard output; what happens is told on standard error.")
    private boolean json;

    @Option(names = "--keep",
        description = "Leave the run directory with the routers' configuration, and say where it is.")
    private boolean keep;

    @Option(names = "--rnic", paramLabel = "soft|verbs", description = "What carries the packets between the hosts:"
        + " the software RNIC (default), or an RDMA device that talks with itself.")
    private Carrier rnic = Carrier.soft;

    @Option(names = "--device", paramLabel = "NAME",
        description = "The RDMA device, with --rnic verbs; rxe0 if not given.")
    private String device;

    @Option(names = "--containers", description = "Routers and tenants as containers of the images that docker/check"
        + " builds, the hosts as network namespaces: needs root and Podman.")
    private boolean containers;

    @Option(names = "--scale", paramLabel = "N", description = "An N-th of traffic and limits: for slow machines, such"
        + " as emulated ones.")
    private int divisor = 1;

    @Spec
    private CommandSpec spec;

    private volatile boolean interrupted;

    /** The demo but for where it is played. */
    @FunctionalInterface
    private interface Play {
        Outcome at(Site site) throws IOException, ChildFailedException, InterruptedException;
    }

    /** As the option has them. */
    enum Carrier { soft, verbs }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final Scale scale = scale();
        final HostRail rail = rail();
        final Shipment acmes = Shipment.of(file, scale.acmesMost());
        final Shipment globexs = Shipment.of(file, scale.globexsMost());
        final PrintStream out = utf8(json ? FileDescriptor.err : FileDescriptor.out);
        final Screen screen = new Screen(out, !json && Screen.isTerminal());
        screen.say("weir demo: two routers and eight tenant " + (containers ? "containers" : "processes")
            + " on this machine");
        screen.say("acme sends " + file + " (" + acmes.describe() + "), globex " + globexs.describe()
            + " at " + Units.bitRate(scale.limit(DemoTenant.GLOBEX)) + " at most");
        try (ScratchDirectory directory = new ScratchDirectory("weir-demo"); Children children = new Children()) {
            if (keep) {
                directory.keep();
                screen.say("run directory, kept: " + directory.path());
            }
            final Thread hook = new Thread(() -> closeAll(children, directory));
            Runtime.getRuntime().addShutdownHook(hook);
            final Outcome outcome = play(site -> new Demo(children, screen, rail, scale, site)
                .play(directory.path(), acmes, globexs));
            return report(keep ? outcome.keptIn(directory.path()) : outcome, utf8(FileDescriptor.out));
        } catch (final ChildFailedException e) {
            screen.finish();
            return interrupted ? 1 : fail(e);
        }
    }

    private Outcome play(final Play play) throws IOException, ChildFailedException, InterruptedException {
        if (!containers) {
            return play.at(Site.HERE);
        }
        try (ContainerSite site = ContainerSite.make()) {
            Runtime.getRuntime().addShutdownHook(new Thread(site::close));
            return play.at(site);
        }
    }

    private Scale scale() {
        if (divisor < 1 || divisor > MOST_DIVISOR) {
            throw new ParameterException(spec.commandLine(), "--scale: 1 to " + MOST_DIVISOR + ", not " + divisor);
        }
        return new Scale(divisor);
    }

    private HostRail rail() throws IOException {
        if (rnic == Carrier.verbs && containers) {
            throw new ParameterException(spec.commandLine(), "--rnic verbs is played without --containers only");
        }
        if (rnic == Carrier.verbs) {
            return HostRail.ofDevice(device == null ? "rxe0" : device);
        }
        if (device != null) {
            throw new ParameterException(spec.commandLine(), "--device goes with --rnic verbs only");
        }
        return HostRail.SOFT;
    }

    private int report(final Outcome outcome, final PrintStream out) {
        out.println(json ? ResultJson.of(outcome) : ResultTable.of(outcome));
        outcome.checks().stream().filter(check -> !check.ok())
            .forEach(check -> System.err.println("weir: demo: " + check.what() + ": " + check.detail()));
        return outcome.ok() ? 0 : 1;
    }

    /** Bars and µ whatever the locale says: every terminal of today shows them. */
    private static PrintStream utf8(final FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private int fail(final ChildFailedException failure) {
        if (json) {
            System.out.println(ResultJson.ofFailure(failure.getMessage()));
        }
        System.err.println("weir: demo: " + failure.getMessage());
        failure.tail().forEach(line -> System.err.println("  " + line));
        return 1;
    }

    /** Ctrl-C and SIGTERM leave no process and no directory either. */
    private void closeAll(final Children children, final ScratchDirectory directory) {
        interrupted = true;
        children.close();
        try {
            directory.close();
        } catch (final IOException e) {
            System.err.println("weir: demo: " + directory.path() + " could not be deleted: " + e.getMessage());
        }
    }
}
