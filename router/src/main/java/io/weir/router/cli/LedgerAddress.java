package io.weir.router.cli;

import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which ledger is read. */
final class LedgerAddress {
    @Option(names = "--ledger", paramLabel = "FILE", description = "The ledger, if it is not where --config says, or "
        + "ledger.db in the run directory.")
    private Path ledger;

    Path path(final RouterAddress router) throws ConfigException {
        if (ledger != null) {
            return ledger;
        }
        final RouterConfig config = router.config();
        return config == null ? RouterConfig.ledgerFile(router.directory()) : config.ledgerFile();
    }
}
