package io.weir.router;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.router.accounting.ledger.LedgerKeeper;
import io.weir.router.guard.SigbusGuard;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import java.util.Objects;

/**
 * What a router loads and links whatever its configuration says, on a thread beside the one that reads the command line
 * and the configuration: they take as long. What fails here fails again where it is needed, and is told there.
 */
public final class Preparation {
    private Preparation() {
    }

    /** Begins, if that is the command line of a router. */
    public static void of(final String... commandLine) {
        if (commandLine.length > 0 && commandLine[0].equals("router")) {
            begin();
        }
    }

    /** Begins. */
    public static void begin() {
        Thread.ofPlatform().daemon().name("weir-preparation").start(Preparation::run);
    }

    private static void run() {
        try {
            Fd.close(Eventfd.create());
            LedgerKeeper.prepare();
            SigbusGuard.install();
            Objects.requireNonNull(new ObjectMapper().createObjectNode().put("prepared", true).toString());
        } catch (final RuntimeException | LinkageError failure) {
            // the router meets it again
            return;
        }
    }
}
