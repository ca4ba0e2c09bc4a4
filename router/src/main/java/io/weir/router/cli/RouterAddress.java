package io.weir.router.cli;

import io.weir.router.admin.AdminClient;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfig;
import io.weir.router.config.RouterConfigLoader;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which router is asked: the options that the asking commands share. */
final class RouterAddress {
    private static final Path USUAL = Path.of("/run/weir");

    @ArgGroup
    private Place place;

    /** One of the two. */
    static final class Place {
        @Option(names = "--directory", paramLabel = "DIR",
            description = "The router's run directory (default: /run/weir).")
        private Path directory;
        @Option(names = "--config", paramLabel = "FILE", description = "The router's configuration, which names it.")
        private Path config;
    }

    /** The configuration that was named, or null. */
    Path configFile() {
        return place == null ? null : place.config;
    }

    Path directory() throws ConfigException {
        if (place == null) {
            return USUAL;
        }
        if (place.directory != null) {
            return place.directory;
        }
        return RouterConfigLoader.directory(place.config);
    }

    /** Null if only a directory is given. */
    RouterConfig config() throws ConfigException {
        return place == null || place.config == null ? null : RouterConfigLoader.load(place.config);
    }

    AdminClient client() throws ConfigException {
        return new AdminClient(RouterConfig.adminSocket(directory()));
    }
}
