package io.weir.router.control;

import io.weir.router.config.ConfigSources;
import io.weir.shm.linux.Inotify;
import io.weir.shm.linux.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sees that policy files change, however it is done: written in place, replaced by renaming, as editors do, or by
 * another target of a link, as a Kubernetes ConfigMap does. It watches directories, not files, and lets a change
 * settle: an editor's is several steps. Control thread.
 */
final class PolicyWatch implements AutoCloseable {
    /** From the last step of a change to when it is read. */
    static final long SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    /** From the first step to when it is read at the latest. */
    static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int MASK =
        Inotify.CLOSE_WRITE | Inotify.MOVED_TO | Inotify.MOVED_FROM | Inotify.CREATE | Inotify.DELETE;
    private static final String CONFIG_MAP_LINK = "..data";

    private final Inotify inotify = new Inotify();
    private final Map<Integer, Path> directories = new HashMap<>();
    private ConfigSources sources = ConfigSources.NONE;
    private boolean pending;
    private long firstNs;
    private long dueNs;

    int fd() {
        return inotify.fd();
    }

    /** Watches where these were read, and nothing else any more. */
    void follow(final ConfigSources newSources) {
        sources = newSources;
        final Set<Path> wanted = new LinkedHashSet<>();
        if (sources.file() != null) {
            wanted.add(sources.file().getParent());
        }
        if (sources.policies() != null) {
            wanted.add(sources.policies().getParent());
            if (Files.isDirectory(sources.policies())) {
                wanted.add(sources.policies());
            }
        }
        final Map<Integer, Path> watched = new HashMap<>();
        for (final Path directory : wanted) {
            try {
                watched.put(inotify.watch(directory, MASK), directory);
            } catch (final LinuxException gone) {
                // what is in it can not be read either, which the next reading tells
                continue;
            }
        }
        directories.keySet().stream().filter(each -> !watched.containsKey(each)).forEach(inotify::unwatch);
        directories.clear();
        directories.putAll(watched);
    }

    /** The descriptor is readable. */
    int onReadable(final long nowNs) {
        int changes = 0;
        for (final Inotify.Event event : inotify.read()) {
            if ((event.mask() & Inotify.OVERFLOW) != 0 || isRelevant(event)) {
                changes++;
                dueNs = nowNs + SETTLE_NS;
                firstNs = pending ? firstNs : nowNs;
                pending = true;
            }
        }
        return changes;
    }

    /** Whether files changed, and that settled; true once. */
    boolean isDue(final long nowNs) {
        if (!pending || (nowNs - dueNs < 0 && nowNs - firstNs < PATIENCE_NS)) {
            return false;
        }
        pending = false;
        return true;
    }

    /** How long until {@link #isDue} can be true; {@link Long#MAX_VALUE} if time alone changes nothing. */
    long waitNs(final long nowNs) {
        return pending ? Math.max(0, Math.min(dueNs - nowNs, firstNs + PATIENCE_NS - nowNs)) : Long.MAX_VALUE;
    }

    @Override
    public void close() {
        inotify.close();
    }

    private boolean isRelevant(final Inotify.Event event) {
        final Path directory = directories.get(event.watch());
        if (directory == null) {
            return false;
        }
        final Path changed = directory.resolve(event.name());
        if ((event.mask() & Inotify.CREATE) != 0 && !Files.isSymbolicLink(changed) && !Files.isDirectory(changed)) {
            // a file is empty when it is made: it is closed later
            return false;
        }
        return event.name().equals(CONFIG_MAP_LINK) || changed.equals(sources.file())
            || changed.equals(sources.policies()) || (directory.equals(sources.policies()) && isYaml(event.name()));
    }

    private static boolean isYaml(final String name) {
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }
}
