package io.weir.bench.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Who is who in containers, by number: there are no names that all of them know. */
public final class Users {
    /** The router. */
    public static final int ROUTER = 4791;
    /** The group of the router and of all tenants. */
    public static final int GROUP = 4791;
    /** The first tenant; the next has the next number. */
    public static final int FIRST_TENANT = 10001;

    private Users() {
    }

    /** Makes a directory for the router, which others can pass through. */
    public static Path makeRouterDirectory(final Path path) throws IOException {
        Files.createDirectory(path);
        Files.setAttribute(path, "unix:uid", ROUTER, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", GROUP, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:mode", 0711);
        return path;
    }
}
