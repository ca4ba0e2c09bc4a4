package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.Aeron;
import io.aeron.CncFileDescriptor;
import io.aeron.command.ControlProtocolEvents;
import io.aeron.command.ImageBuffersReadyFlyweight;
import io.aeron.exceptions.RegistrationException;
import io.weir.client.VirtualDevice;
import io.weir.shm.ControlStreams;
import io.weir.shm.attach.AttachAccept;
import io.weir.shm.attach.AttachException;
import io.weir.shm.attach.AttachHello;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.Eventfd;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant does its worst to the Aeron driver of its own session; others go on, and the router holds nothing more. */
class HostileDriverTest {
    private static final int CONTROL_DOORBELL = 3;
    private static final int CYCLES = 100_000;

    @TempDir
    private Path directory;
    private RouterFixture host;
    private AttachSocket socket;
    private Path driver;
    private Aeron aeron;

    @BeforeEach
    void attach() throws IOException, AttachException {
        host = new RouterFixture(RouterFixture.local(directory,
            RouterFixture.tenant("mallory", "red", "10.0.0.6"), RouterFixture.tenant("acme", "blue", "10.0.0.1")));
        final Path tenant = host.config.tenantDirectory("mallory");
        socket = AttachSocket.connect(tenant.resolve("weir.sock"));
        socket.trySend(AttachHello.of("mallory"));
        host.turn(4);
        driver = tenant.resolve(((AttachAccept) socket.tryReceive()).aeronDirectory());
    }

    @AfterEach
    void stop() {
        if (aeron != null) {
            aeron.close();
        }
        socket.close();
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "aeron:ipc?term-length=1g", "aeron:ipc?term-length=128k", "aeron:udp?endpoint=127.0.0.1:4000",
        "aeron:udp?endpoint=example.org:4000", "aeron:udp?control=127.0.0.1:4001|control-mode=dynamic"})
    void shouldRefuseAPublicationThatNoSessionNeeds(final String channel) throws IOException {
        connect();
        assertThatThrownBy(() -> aeron.addExclusivePublication(channel, 7)).isInstanceOf(RegistrationException.class);
        assertThat(logs()).hasSize(1);
        assertOthersGoOn();
    }

    @Test
    void shouldRefusePublicationsWhenThereAreMany() throws IOException {
        connect();
        assertThatThrownBy(() -> {
            for (int i = 0; i < 20; i++) {
                aeron.addExclusivePublication(ControlStreams.CHANNEL, 7);
            }
        }).isInstanceOf(RegistrationException.class).hasMessageContaining("more than 8 publications");
        assertThat(logs()).hasSize(8);
        assertOthersGoOn();
    }

    @Test
    void shouldEvictWhenTheDriverIsFloodedWithCommands() {
        connect();
        for (int i = 0; i < CYCLES && host.log.size() < 2; i++) {
            aeron.asyncAddSubscription(ControlStreams.CHANNEL, i);
            aeron.conductorAgentInvoker().invoke();
            host.turn(1);
        }
        assertEvicted("floods its driver with commands");
    }

    @Test
    void shouldMapNoForeignFileWhenTheTenantForgesTheDriversMessages() throws IOException {
        final Path file = directory.resolve("foreign.logbuffer");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 20);
        }
        forge(file.toString());
        assertThat(Files.readAllLines(Path.of("/proc/self/maps"))).noneMatch(line -> line.contains("foreign"));
        forge(driver.resolve("publications/../../../foreign.logbuffer").toString());
        assertThat(Files.readAllLines(Path.of("/proc/self/maps"))).noneMatch(line -> line.contains("foreign"));
        assertOthersGoOn();
    }

    @Test
    void shouldTakeNoHugeMessageWhenTheTenantForgesItsLength() {
        final MappedByteBuffer cnc = cnc();
        final UnsafeBuffer buffer =
            CncFileDescriptor.createToClientsBuffer(cnc, CncFileDescriptor.createMetaDataBuffer(cnc));
        final BroadcastTransmitter transmitter = new BroadcastTransmitter(buffer);
        transmitter.transmit(ControlProtocolEvents.ON_ERROR, new UnsafeBuffer(new byte[64]), 0, 64);
        for (int at = 0; at < 4096; at += 8) {
            if (buffer.getInt(at) == 72) {
                buffer.putInt(at, Integer.MAX_VALUE - 64);
            }
        }
        host.turn(100);
        IoUtil.unmap(cnc);
        assertOthersGoOn();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldServeOthersWhenTheTenantScribblesOverItsDriversFiles(final long seed) throws IOException {
        connect();
        aeron.addSubscription(ControlStreams.CHANNEL, ControlStreams.REPLY_STREAM);
        aeron.addExclusivePublication(ControlStreams.CHANNEL, ControlStreams.REQUEST_STREAM);
        host.turn(100);
        final Random random = new Random(seed);
        final List<Path> files;
        try (var tree = Files.walk(driver)) {
            files = tree.filter(Files::isRegularFile).sorted().toList();
        }
        for (final Path file : files) {
            if (!Files.exists(file)) {
                break;
            }
            final MappedByteBuffer mapped = IoUtil.mapExistingFile(file.toFile(), "file");
            final UnsafeBuffer buffer = new UnsafeBuffer(mapped);
            for (int i = 0; i < 200; i++) {
                final int[] favourites = {random.nextInt(), -1, 0, Integer.MAX_VALUE, 1, 32, -32};
                final int range = random.nextBoolean() ? Math.min(8192, buffer.capacity()) : buffer.capacity();
                for (int n = 0; n < 200; n++) {
                    final int at = random.nextInt(range - 4) & -4;
                    buffer.putInt(at, favourites[random.nextInt(favourites.length)]);
                }
                host.turn(1);
            }
            IoUtil.unmap(mapped);
            assertOthersGoOn();
        }
        assertThat(host.log).filteredOn(line -> line.startsWith("evicted")).hasSizeLessThanOrEqualTo(1)
            .allMatch(line -> line.contains("mallory"));
    }

    @Test
    void shouldEvictWhenTheControlDoorbellRingsForNothing() {
        final int doorbell = socket.takeFd(CONTROL_DOORBELL);
        for (int i = 0; i < CYCLES && host.log.size() < 2; i++) {
            Eventfd.signal(doorbell);
            host.turn(1);
        }
        assertEvicted("wakes the control path without a request");
    }

    private void connect() {
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(driver.toString())
            .useConductorAgentInvoker(true)
            .awaitingIdleStrategy(host.options().idleStrategy())
            .errorHandler(thrown -> { }));
    }

    private MappedByteBuffer cnc() {
        return IoUtil.mapExistingFile(driver.resolve(CncFileDescriptor.CNC_FILE).toFile(), "cnc");
    }

    /** The router's own subscription is the first thing that its client adds: the ids are small. */
    private void forge(final String logFile) {
        final MappedByteBuffer cnc = cnc();
        final BroadcastTransmitter transmitter = new BroadcastTransmitter(
            CncFileDescriptor.createToClientsBuffer(cnc, CncFileDescriptor.createMetaDataBuffer(cnc)));
        final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
        final ImageBuffersReadyFlyweight image = new ImageBuffersReadyFlyweight();
        for (int registration = 0; registration < 16; registration++) {
            image.wrap(message, 0).correlationId(1000 + registration).sessionId(1)
                .streamId(ControlStreams.REQUEST_STREAM).subscriptionRegistrationId(registration)
                .subscriberPositionId(1).logFileName(logFile).sourceIdentity("aeron:ipc");
            transmitter.transmit(ControlProtocolEvents.ON_AVAILABLE_IMAGE, message, 0, image.length());
            host.turn(4);
        }
        IoUtil.unmap(cnc);
    }

    private List<String> logs() throws IOException {
        try (var files = Files.list(driver.resolve("publications"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void assertEvicted(final String why) {
        assertThat(host.log).filteredOn(line -> line.startsWith("evicted")).singleElement().asString().contains(why);
        assertThat(driver).doesNotExist();
        assertOthersGoOn();
    }

    private void assertOthersGoOn() {
        try (VirtualDevice other = host.open("acme")) {
            other.allocPd().close();
        }
    }
}
