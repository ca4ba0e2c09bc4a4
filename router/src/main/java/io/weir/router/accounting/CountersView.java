package io.weir.router.accounting;

import static io.weir.router.accounting.CountersFileDescriptor.CAPACITY_OFFSET;
import static io.weir.router.accounting.CountersFileDescriptor.CREATED_OFFSET;
import static io.weir.router.accounting.CountersFileDescriptor.FEW_ERRORS_VERSION;
import static io.weir.router.accounting.CountersFileDescriptor.GENERATION_OFFSET;
import static io.weir.router.accounting.CountersFileDescriptor.MAGIC;
import static io.weir.router.accounting.CountersFileDescriptor.MAGIC_OFFSET;
import static io.weir.router.accounting.CountersFileDescriptor.MAX_CAPACITY;
import static io.weir.router.accounting.CountersFileDescriptor.VERSION;
import static io.weir.router.accounting.CountersFileDescriptor.VERSION_OFFSET;
import static io.weir.router.accounting.CountersFileDescriptor.fileLength;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/** A checked reading of a counters file: nothing in it is believed before its bound is. */
record CountersView(long generation, long createdMs, Map<UsageKey, Long> values) {
    static CountersView read(final Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw new CountersException(path + ": is no file of counters");
        }
        try (FileChannel channel = FileChannel.open(path)) {
            final long length = channel.size();
            if (length < CountersFileDescriptor.HEADER_LENGTH || length > fileLength(MAX_CAPACITY)) {
                throw corrupt(path, "its length is " + length);
            }
            final UnsafeBuffer buffer = new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, length));
            try {
                return read(path, buffer);
            } finally {
                BufferUtil.free(buffer);
            }
        }
    }

    static CountersView read(final Path path, final UnsafeBuffer file) throws CountersException {
        if (file.getLong(MAGIC_OFFSET) != MAGIC) {
            throw corrupt(path, "it does not begin like one");
        }
        final int version = file.getInt(VERSION_OFFSET);
        if (version != VERSION && version != FEW_ERRORS_VERSION) {
            throw PrivateFile.otherVersion(path, version, VERSION, " to begin at zero");
        }
        final int capacity = file.getInt(CAPACITY_OFFSET);
        if (capacity < 1 || capacity > MAX_CAPACITY || file.capacity() != fileLength(capacity)) {
            throw corrupt(path, "its length is " + file.capacity() + " for " + capacity + " counters");
        }
        return new CountersView(file.getLong(GENERATION_OFFSET), file.getLong(CREATED_OFFSET),
            values(path, file, capacity, version));
    }

    private static Map<UsageKey, Long> values(final Path path, final UnsafeBuffer file, final int capacity,
                                              final int version)
        throws CountersException {
        final UnsafeBuffer metadata = CountersFileDescriptor.metadata(file, capacity);
        final UnsafeBuffer values = CountersFileDescriptor.values(file, capacity);
        final Map<UsageKey, Long> found = new LinkedHashMap<>();
        for (int id = 0; id < capacity; id++) {
            final int offset = CountersReader.metaDataOffset(id);
            final int state = metadata.getIntVolatile(offset);
            if (state == CountersReader.RECORD_UNUSED) {
                break;
            }
            final UsageKey key = state == CountersReader.RECORD_ALLOCATED
                && metadata.getInt(offset + CountersReader.TYPE_ID_OFFSET) == UsageKey.TYPE_ID
                ? UsageKey.decode(metadata, offset + CountersReader.KEY_OFFSET, version) : null;
            final long value = values.getLongVolatile(CountersReader.counterOffset(id));
            if (key == null || value < 0 || (found.containsKey(key) && version == VERSION)) {
                throw corrupt(path, "counter " + id + " is damaged");
            }
            found.merge(key, value, Long::sum);
        }
        return found;
    }

    private static CountersException corrupt(final Path path, final String why) {
        return new CountersException(path + ": is no file of counters, " + why
            + ": restore it, or move it away to begin at zero");
    }
}
