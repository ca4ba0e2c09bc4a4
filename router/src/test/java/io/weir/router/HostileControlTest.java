package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.weir.client.ProtectionDomain;
import io.weir.client.VirtualDevice;
import io.weir.shm.ControlStreams;
import io.weir.shm.attach.AttachAccept;
import io.weir.shm.attach.AttachException;
import io.weir.shm.attach.AttachHello;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.control.DestroyEncoder;
import io.weir.shm.control.FailedDecoder;
import io.weir.shm.control.MessageHeaderDecoder;
import io.weir.shm.control.MessageHeaderEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileControlTest {
    private static final int CYCLES = 200;

    @TempDir
    private Path directory;
    private RouterFixture host;
    private AttachSocket socket;
    private Aeron aeron;
    private ExclusivePublication requests;
    private Subscription replies;

    @BeforeEach
    void attach() throws IOException, AttachException {
        host = new RouterFixture(RouterFixture.local(directory,
            RouterFixture.tenant("mallory", "red", "10.0.0.6"), RouterFixture.tenant("acme", "blue", "10.0.0.1")));
        final Path tenant = host.config.tenantDirectory("mallory");
        socket = AttachSocket.connect(tenant.resolve("weir.sock"));
        socket.trySend(AttachHello.of("mallory"));
        host.turn(4);
        final AttachAccept accept = (AttachAccept) socket.tryReceive();
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(tenant.resolve(accept.aeronDirectory()).toString())
            .useConductorAgentInvoker(true)
            .awaitingIdleStrategy(host.options().idleStrategy())
            .errorHandler(thrown -> { }));
        replies = aeron.addSubscription(ControlStreams.CHANNEL, ControlStreams.REPLY_STREAM);
        requests = aeron.addExclusivePublication(ControlStreams.CHANNEL, ControlStreams.REQUEST_STREAM);
        for (int i = 0; i < CYCLES; i++) {
            host.turn(1);
            aeron.conductorAgentInvoker().invoke();
        }
    }

    @AfterEach
    void stop() {
        aeron.close();
        socket.close();
        host.close();
    }

    @Test
    void shouldEvictWhenTheRequestIsNoMessage() throws IOException {
        final byte[] noise = new byte[100];
        new Random(1).nextBytes(noise);
        assertThat(requests.offer(new UnsafeBuffer(noise), 0, noise.length)).isPositive();
        host.turn(CYCLES);
        assertThat(host.log).anyMatch(line -> line.startsWith("evicted") && line.contains("control message of schema"));
        assertOthersGoOn();
        try (var left = Files.list(host.config.tenantDirectory("mallory"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("weir.sock");
        }
    }

    @Test
    void shouldAnswerWhenFieldsAreRandom() throws IOException {
        final Random random = new Random(2);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[200]);
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        int answers = 0;
        for (int i = 0; i < 2_000; i++) {
            random.nextBytes(message.byteArray());
            header.wrap(message, 0).blockLength(random.nextInt(300)).templateId(random.nextInt(14))
                .schemaId(MessageHeaderEncoder.SCHEMA_ID).version(random.nextInt(3));
            final int length = 16 + random.nextInt(184);
            // refused once when the log turns over to its next term
            long position = requests.offer(message, 0, length);
            for (int attempt = 0; position < 0 && attempt < CYCLES; attempt++) {
                host.turn(1);
                position = requests.offer(message, 0, length);
            }
            assertThat(position).isPositive();
            host.turn(2);
            answers += replies.poll((buffer, offset, size, ignored) -> { }, 10);
            if (i % 100 == 99) {
                assertOthersGoOn();
            }
        }
        assertThat(answers).isEqualTo(2_000);
        assertThat(host.log).noneMatch(line -> line.contains("internal error") || line.startsWith("evicted"));
    }

    @Test
    void shouldNotDestroyWhenTheHandleIsAnotherTenants() {
        try (VirtualDevice victim = host.open("acme")) {
            final ProtectionDomain pd = victim.allocPd();
            final int handle = 1;
            final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
            new DestroyEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
                .correlationId(1).kind((short) 0).handle(handle);
            requests.offer(message, 0, MessageHeaderEncoder.ENCODED_LENGTH + DestroyEncoder.BLOCK_LENGTH);
            host.turn(CYCLES);
            assertThat(replies.poll((buffer, offset, length, header) -> assertThat(
                new MessageHeaderDecoder().wrap(buffer, offset).templateId()).isEqualTo(FailedDecoder.TEMPLATE_ID), 10))
                .isEqualTo(1);
            pd.close();
        }
    }

    private void assertOthersGoOn() {
        try (VirtualDevice other = host.open("acme")) {
            other.allocPd().close();
        }
    }
}
