package io.weir.router.accounting;

import static io.weir.router.accounting.UsageFileDescriptor.CAPACITY_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.FREE;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_PAST;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_QP;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_RAIL;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_TENANT;
import static io.weir.router.accounting.UsageFileDescriptor.MAX_CAPACITY;
import static io.weir.router.accounting.UsageFileDescriptor.NETWORK_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.RETIRED;
import static io.weir.router.accounting.UsageFileDescriptor.TENANT_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.fileLength;
import static io.weir.router.accounting.UsageFileDescriptor.recordOffset;
import static io.weir.router.accounting.UsageFileDescriptor.stateOffset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes, checks and maps the file. One that has become too small for the tenants grows at its end.
 */
final class UsageFileMapping {
    private static final int LEAST_RECORDS = 4096;
    private static final int STEP = 1024;

    private UsageFileMapping() {
    }

    /** Whether {@link #open} would begin it. */
    static boolean isMissing(final Path path) {
        return !Files.exists(path);
    }

    static UnsafeBuffer open(final Path path, final int tenants, final long nowMs) throws IOException {
        final int wanted = Math.min(MAX_CAPACITY, Math.max(LEAST_RECORDS, (4 * tenants / STEP + 1) * STEP));
        if (isMissing(path)) {
            create(path, wanted, nowMs);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final long length = channel.size();
            if (length < fileLength(1) || length > fileLength(MAX_CAPACITY)) {
                throw corrupt(path, "its length is " + length);
            }
            final int capacity = Math.max(wanted, (int) ((length - fileLength(0)) / UsageFileDescriptor.RECORD_LENGTH));
            PrivateFile.fill(channel, length, fileLength(capacity));
            final UnsafeBuffer file =
                new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, fileLength(capacity)));
            try {
                check(path, file, length);
            } catch (final CountersException refusal) {
                BufferUtil.free(file);
                channel.truncate(length);
                throw refusal;
            }
            file.putInt(CAPACITY_OFFSET, capacity);
            file.putLong(UsageFileDescriptor.INCARNATION_OFFSET,
                file.getLong(UsageFileDescriptor.INCARNATION_OFFSET) + 1);
            return file;
        }
    }

    private static void create(final Path path, final int capacity, final long nowMs) throws IOException {
        final Path fresh = PrivateFile.draft(path);
        PrivateFile.create(fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            PrivateFile.fill(channel, 0, fileLength(capacity));
            final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocate(UsageFileDescriptor.STATES_OFFSET));
            header.putLong(UsageFileDescriptor.MAGIC_OFFSET, UsageFileDescriptor.MAGIC);
            header.putInt(UsageFileDescriptor.VERSION_OFFSET, UsageFileDescriptor.VERSION);
            header.putInt(CAPACITY_OFFSET, capacity);
            // a ledger may know the serials of a file that was moved away
            final long origin = new SecureRandom().nextInt(1, Integer.MAX_VALUE);
            header.putLong(UsageFileDescriptor.NEXT_SERIAL_OFFSET, (origin << Integer.SIZE) + 1);
            header.putLong(UsageFileDescriptor.CREATED_OFFSET, nowMs);
            channel.write(header.byteBuffer().clear(), 0);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException failure) {
            Files.deleteIfExists(fresh);
            throw failure;
        }
    }

    /** Nothing in it is believed before its bound is. */
    private static void check(final Path path, final UnsafeBuffer file, final long length) throws CountersException {
        if (file.getLong(UsageFileDescriptor.MAGIC_OFFSET) != UsageFileDescriptor.MAGIC) {
            throw corrupt(path, "it does not begin like one");
        }
        final int version = file.getInt(UsageFileDescriptor.VERSION_OFFSET);
        if (version != UsageFileDescriptor.VERSION) {
            throw PrivateFile.otherVersion(path, version, UsageFileDescriptor.VERSION, "");
        }
        final int capacity = file.getInt(CAPACITY_OFFSET);
        if (capacity < 1 || capacity > MAX_CAPACITY || length < fileLength(capacity)) {
            throw corrupt(path, "its length is " + length + " for " + capacity + " records");
        }
        final int retiring = file.getInt(UsageFileDescriptor.RETIRING_OFFSET);
        final int into = file.getInt(UsageFileDescriptor.RETIRING_INTO_OFFSET);
        if (retiring < 0 || retiring > capacity || into < 0 || into >= capacity) {
            throw corrupt(path, "it retires record " + retiring + " into " + into);
        }
        for (int record = 0; record < capacity; record++) {
            final int state = file.getInt(stateOffset(record));
            if (state != FREE && (state < FREE || state > RETIRED || !isRecord(file, recordOffset(record)))) {
                throw corrupt(path, "record " + record + " is damaged");
            }
        }
    }

    private static boolean isRecord(final UnsafeBuffer file, final int offset) {
        final int kind = file.getInt(offset + UsageFileDescriptor.KIND_OFFSET);
        return (kind == KIND_QP || kind == KIND_TENANT || kind == KIND_PAST || kind == KIND_RAIL)
            && UsageFileDescriptor.name(file, offset + TENANT_OFFSET) != null
            && UsageFileDescriptor.name(file, offset + NETWORK_OFFSET) != null;
    }

    private static CountersException corrupt(final Path path, final String why) {
        return new CountersException(path + ": is no file of usage, " + why
            + ": restore it, or move it away: what it holds and the ledger has not booked is lost then");
    }
}
