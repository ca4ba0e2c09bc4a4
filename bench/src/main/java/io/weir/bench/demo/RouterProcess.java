package io.weir.bench.demo;

import io.weir.router.Preparation;
import io.weir.router.RouterService;
import io.weir.router.cli.RouterCommand;
import java.io.IOException;
import java.io.OutputStream;
import picocli.CommandLine;

/** {@code weir router} as the demo runs it: it stops too when whoever started it is gone, however that ended. */
public final class RouterProcess {
    private RouterProcess() {
    }

    /** Arguments of {@code weir router}. */
    public static void main(final String[] args) {
        Preparation.begin();
        Thread.ofPlatform().daemon().name("starter-watch").start(RouterProcess::exitWithStarter);
        System.exit(new CommandLine(new RouterCommand(RouterService::start))
            .setExecutionExceptionHandler((failure, command, parsed) -> {
                command.getErr().println(failure.getMessage());
                return 1;
            })
            .execute(args));
    }

    private static void exitWithStarter() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (final IOException e) {
            // as good as its end
        }
        System.exit(0);
    }
}
