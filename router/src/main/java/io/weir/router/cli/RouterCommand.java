package io.weir.router.cli;

import io.weir.router.admin.EventSink;
import io.weir.router.config.CaptureConfig;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RailConfig;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RouterConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir router}: runs a router until it is told to stop. */
@Command(
    name = "router",
    mixinStandardHelpOptions = true,
    description = "Run a router in the foreground. SIGTERM and SIGINT drain it; it then exits with 0. What its files "
        + "say of tenants may change while it runs; SIGHUP has it look at once.")
public final class RouterCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int CONFIGURATION_WRONG = 2;

    private final RouterLauncher launcher;
    @Spec
    private CommandSpec spec;
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Its configuration, a YAML file.")
    private Path file;
    @Option(names = "--check", description = "Only say whether the configuration is right.")
    private boolean check;
    @Option(names = "--pcap", paramLabel = "FILE",
        description = "Capture the packets of the soft RNIC in a pcapng file, which Wireshark opens.")
    private Path pcap;
    @Option(names = "--pcap-limit", paramLabel = "SIZE",
        description = "End the capture when the file has this size; 1GiB if not given.")
    private String pcapLimit;
    @Option(names = "--log-format", paramLabel = "text|json",
        description = "What happens is written as text (default), or as a JSON object a line, for collectors of logs.")
    private LogFormat format = LogFormat.text;

    /** Over what starts a router. */
    public RouterCommand(final RouterLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        final PrintWriter out = spec.commandLine().getOut();
        final RouterConfig config;
        try {
            config = withCapture(RouterConfigLoader.load(file));
        } catch (final ConfigException wrong) {
            wrong.problems().forEach(spec.commandLine().getErr()::println);
            return CONFIGURATION_WRONG;
        }
        if (check) {
            Banner.lines(config).forEach(out::println);
            return 0;
        }
        final EventSink log = format.sink(config.host(), out);
        final RunningRouter router = launcher.launch(config, log);
        Banner.lines(config).forEach(line -> log.write("start", config.host(), line));
        return serve(router, config.host(), log);
    }

    private RouterConfig withCapture(final RouterConfig config) {
        if (pcap == null && pcapLimit == null) {
            return config;
        }
        if (pcap == null) {
            throw new ParameterException(spec.commandLine(), "--pcap-limit without --pcap, which it is the limit of");
        }
        if (config.rail().kind() != RailConfig.Kind.SOFT) {
            throw new ParameterException(spec.commandLine(),
                "--pcap with a rail that is not of the soft RNIC: only that has packets to capture");
        }
        try {
            return config.withCapture(new CaptureConfig(pcap.toAbsolutePath(),
                pcapLimit == null ? CaptureConfig.DEFAULT_LIMIT : CaptureConfig.parseLimit(pcapLimit)));
        } catch (final IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--pcap-limit: " + wrong.getMessage(), wrong);
        }
    }

    /**
     * A signal makes the JVM run its shutdown hooks and exit with 128 and the signal's number; the hook drains and
     * then halts with a status of its own.
     */
    private static int serve(final RunningRouter router, final String host, final EventSink log)
        throws Exception {
        final Thread drain = new Thread(() -> drain(router, host, log), "weir-drain");
        Runtime.getRuntime().addShutdownHook(drain);
        Hangup.handle(router::reload);
        // whoever hears that may send any signal
        log.write("ready", host, "ready");
        router.awaitShutdown();
        try {
            Runtime.getRuntime().removeShutdownHook(drain);
        } catch (final IllegalStateException shuttingDown) {
            drain.join();
        }
        return 0;
    }

    private static void drain(final RunningRouter router, final String host, final EventSink log) {
        int status = 0;
        try {
            log.write("drain", host, "draining");
            router.close();
            log.write("stop", host, "stopped");
        } catch (final IOException | RuntimeException failure) {
            log.write("stop", host, "stopped: " + failure.getMessage());
            status = FAILED;
        }
        Runtime.getRuntime().halt(status);
    }
}
