package io.weir.router.cli;

import io.weir.router.admin.EventSink;
import io.weir.router.config.RouterConfig;

/** Starts a router, or leaves nothing half-started behind. */
@FunctionalInterface
public interface RouterLauncher {
    /** Returns when it serves; what happens is in that log. An exception's message is one line for the operator. */
    RunningRouter launch(RouterConfig config, EventSink log) throws Exception;
}
