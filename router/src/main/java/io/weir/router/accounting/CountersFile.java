package io.weir.router.accounting;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/**
 * The router's counters: one mapped file, readable by its owner alone. What the last router counted, however it ended,
 * goes on; tenants that are gone keep their totals.
 *
 * <p>A new router copies the old totals into a new file that takes the old one's name once it is complete, so that
 * there is no moment at which a crash loses any. Its blocks are allocated first: a full disk is an error here, not a
 * fault later.
 *
 * <p>One control thread opens, adds tenants and closes, when the data path has stopped: adding to a closed file's
 * counters would crash.
 */
public final class CountersFile implements AutoCloseable {
    /** Who come while the router runs; as many again after each restart. */
    private static final int SPARE_TENANTS = 256;
    private static final int COUNTERS_EACH = UsageKey.of("a").size();

    private final Path path;
    private final boolean begun;
    private final UnsafeBuffer file;
    private final UnsafeBuffer values;
    private final CountersManager manager;
    private final int capacity;
    private final Map<UsageKey, Integer> ids = new LinkedHashMap<>();
    private final Map<String, UsageCounters> tenants = new LinkedHashMap<>();

    private CountersFile(final Path path, final boolean begun, final UnsafeBuffer file, final int capacity) {
        this.path = path;
        this.begun = begun;
        this.file = file;
        this.capacity = capacity;
        this.values = CountersFileDescriptor.values(file, capacity);
        this.manager = new CountersManager(CountersFileDescriptor.metadata(file, capacity), values);
    }

    /**
     * Continues a file, or begins one.
     *
     * @param tenants that will be counted, with room for {@value #SPARE_TENANTS} more
     * @throws CountersException of another version, or corrupt
     */
    public static CountersFile open(final Path path, final Collection<String> tenants) throws IOException {
        final CountersView previous = readPrevious(path);
        final Set<String> names = new LinkedHashSet<>(tenants);
        previous.values().keySet().forEach(key -> names.add(key.tenant()));
        final int capacity = Math.multiplyExact(names.size() + SPARE_TENANTS, COUNTERS_EACH);
        final Path fresh = PrivateFile.draft(path);
        final UnsafeBuffer buffer = create(fresh, capacity, previous);
        try {
            final CountersFile counters = new CountersFile(path, previous.generation() == 0, buffer, capacity);
            names.forEach(counters::tenant);
            previous.values().forEach((key, value) -> counters.manager.setCounterValue(counters.ids.get(key), value));
            ((MappedByteBuffer) buffer.byteBuffer()).force();
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return counters;
        } catch (final IOException | RuntimeException failure) {
            BufferUtil.free(buffer);
            Files.deleteIfExists(fresh);
            throw failure;
        }
    }

    /** The counters of a tenant, made when first asked for; {@link IllegalStateException} when the file is full. */
    public UsageCounters tenant(final String name) {
        return tenants.computeIfAbsent(name, this::allocate);
    }

    /** What stands in it now. Callable from any thread until closed; counters move on while they are read. */
    public UsageSnapshot snapshot() throws CountersException {
        return UsageSnapshot.of(CountersView.read(path, file));
    }

    /** Whether there was none before. */
    public boolean isBegun() {
        return begun;
    }

    /** Removes the file, when closed, if this one began it: its router did not start. One that stays does no harm. */
    public void discardIfBegun() {
        if (begun) {
            path.toFile().delete();
        }
    }

    /** Unmaps it; the file stays. The data path must have stopped. */
    @Override
    public void close() {
        BufferUtil.free(file);
    }

    private UsageCounters allocate(final String tenant) {
        if (ids.size() + COUNTERS_EACH > capacity) {
            throw new IllegalStateException(path + " is full: it has the counters of " + tenants.size()
                + " tenants, those that are gone among them; a router that starts anew makes room for "
                + SPARE_TENANTS + " more");
        }
        for (final UsageKey key : UsageKey.of(tenant)) {
            ids.put(key, manager.allocate(key.label(), UsageKey.TYPE_ID, key::encode));
        }
        return new UsageCounters(values, key -> ids.get(key), tenant);
    }

    private static CountersView readPrevious(final Path path) throws IOException {
        try {
            return CountersView.read(path);
        } catch (final NoSuchFileException none) {
            return new CountersView(0, System.currentTimeMillis(), Map.of());
        }
    }

    private static UnsafeBuffer create(final Path path, final int capacity, final CountersView previous)
        throws IOException {
        PrivateFile.create(path);
        final long length = CountersFileDescriptor.fileLength(capacity);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            PrivateFile.fill(channel, 0, length);
            final UnsafeBuffer buffer = new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
            buffer.putLong(CountersFileDescriptor.MAGIC_OFFSET, CountersFileDescriptor.MAGIC);
            buffer.putInt(CountersFileDescriptor.VERSION_OFFSET, CountersFileDescriptor.VERSION);
            buffer.putInt(CountersFileDescriptor.CAPACITY_OFFSET, capacity);
            buffer.putLong(CountersFileDescriptor.GENERATION_OFFSET, previous.generation() + 1);
            buffer.putLong(CountersFileDescriptor.CREATED_OFFSET, previous.createdMs());
            return buffer;
        } catch (final IOException failure) {
            Files.deleteIfExists(path);
            throw failure;
        }
    }
}
