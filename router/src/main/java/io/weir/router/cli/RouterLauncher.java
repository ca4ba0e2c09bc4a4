package io.weir.router.cli;

import io.weir.router.config.RouterConfig;

/** Starts a router, or leaves nothing half-started behind. */
@FunctionalInterface
public interface RouterLauncher {
    /** Returns when it serves. An exception's message is one line for the operator. */
    RunningRouter launch(RouterConfig config) throws Exception;
}
