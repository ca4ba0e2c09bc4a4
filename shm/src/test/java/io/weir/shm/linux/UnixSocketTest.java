package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;

    @TempDir
    Path directory;

    @Test
    void shouldConnectAndKnowThePeer() {
        final Path path = directory.resolve("weir.sock");
        final int listening = UnixSocket.listen(path, 4);
        assertThat(UnixSocket.accept(listening)).isEqualTo(-EAGAIN);
        final int client = UnixSocket.connect(path);
        final int server = UnixSocket.accept(listening);
        assertThat(server).isPositive();
        assertThat(UnixSocket.peerCredentials(server))
            .isEqualTo(new PeerCredentials(Sys.pid(), Sys.uid(), Sys.gid()));
        final int pidfd = UnixSocket.peerPidfd(server);
        if (pidfd >= 0) {
            assertThat(Poll.await(pidfd, Poll.IN, 0)).as("readable only when the peer has died").isZero();
            Fd.close(pidfd);
        } else {
            assertThat(pidfd).as("ENOPROTOOPT before Linux 6.5").isEqualTo(-92);
        }
        Fd.close(client);
        assertThat(Poll.await(server, Poll.IN, 0)).isEqualTo(1);
        try (UnixMessage message = new UnixMessage(16, 0)) {
            assertThat(message.receive(server)).isZero();
            assertThat(message.send(server, 1, new int[0], 0)).isEqualTo(-EPIPE);
            assertThat(UnixSocket.trySend(server, message.buffer().addressOffset(), 1)).isEqualTo(-EPIPE);
        }
        Fd.close(server);
        Fd.close(listening);
    }

    @Test
    void shouldReachAPathThatIsTooLongForASocketAddress() throws IOException {
        final Path deep = Files.createDirectories(directory.resolve("d".repeat(120)).resolve("e".repeat(60)));
        final Path path = deep.resolve("weir.sock");
        final int listening = UnixSocket.listen(path, 1);
        final int client = UnixSocket.connect(path);
        assertThat(Files.exists(path)).isTrue();
        assertThat(UnixSocket.accept(listening)).isPositive().satisfies(Fd::close);
        Fd.close(client);
        Fd.close(listening);
        assertThatThrownBy(() -> UnixSocket.listen(deep.resolve("n".repeat(108)), 1))
            .hasMessageEndingWith("file name too long (ENAMETOOLONG)");
        assertThatThrownBy(() -> UnixSocket.connect(deep.resolve("none").resolve("weir.sock")))
            .hasMessage("open " + deep.resolve("none") + ": no such file or directory (ENOENT)");
    }

    @Test
    void shouldSayInOneLineWhyItFailed() {
        final Path path = directory.resolve("taken.sock");
        final int listening = UnixSocket.listen(path, 1);
        assertThatThrownBy(() -> UnixSocket.listen(path, 1))
            .hasMessage("bind " + path + ": address already in use (EADDRINUSE)")
            .extracting(thrown -> ((LinuxException) thrown).errno()).isEqualTo(98);
        Fd.close(listening);
        assertThatThrownBy(() -> UnixSocket.connect(path))
            .hasMessage("connect " + path + ": connection refused (ECONNREFUSED)");
        assertThatThrownBy(() -> UnixSocket.connect(directory.resolve("none")))
            .hasMessageEndingWith("no such file or directory (ENOENT)");
    }

    @Test
    void shouldAcceptNoDescriptorsFromWhoeverConnects() {
        final Path path = directory.resolve("weir.sock");
        final int listening = UnixSocket.listen(path, 1);
        final int client = UnixSocket.connect(path);
        final int server = UnixSocket.accept(listening);
        try (UnixMessage message = new UnixMessage(16, 1)) {
            final int sent = message.send(client, 1, new int[]{listening}, 1);
            if (sent == 1) {
                assertThat(System.getProperty("os.version")).as("refused from Linux 6.16 on")
                    .matches("([45]|6\\.[0-9]\\.|6\\.1[0-5]\\.).*");
            } else {
                assertThat(sent).as("EPERM").isEqualTo(-1);
            }
            assertThat(message.send(server, 1, new int[]{listening}, 1)).as("the other way").isEqualTo(1);
            assertThat(message.receive(client)).isEqualTo(1);
            assertThat(message.fdCount()).isEqualTo(1);
        }
        Fd.close(server);
        Fd.close(client);
        Fd.close(listening);
    }

    @Test
    void shouldEndBothSidesWhenShutDown() {
        final int[] ends = UnixSocket.pair();
        try (UnixMessage message = new UnixMessage(16, 0)) {
            assertThat(message.receive(ends[1])).isEqualTo(-EAGAIN);
            UnixSocket.shutdown(ends[0]);
            assertThat(message.receive(ends[1])).isZero();
            assertThat(UnixSocket.tryReceive(ends[0], message.buffer().addressOffset(), 16)).isZero();
        }
        Fd.close(ends[0]);
        Fd.close(ends[1]);
    }

    @Test
    void shouldNotBlockWhenTheOtherSideMadeTheSocketBlocking() {
        final int[] ends = UnixSocket.pair();
        Fd.setNonBlocking(ends[0], false);
        try (UnixMessage message = new UnixMessage(1024, 0)) {
            assertThat(message.receive(ends[0])).isEqualTo(-EAGAIN);
            int sent = 0;
            int result = 0;
            while (result >= 0 && sent < 1_000_000) {
                result = UnixSocket.trySend(ends[0], message.buffer().addressOffset(), 1024);
                sent++;
            }
            assertThat(result).isEqualTo(-EAGAIN);
        }
        Fd.close(ends[0]);
        Fd.close(ends[1]);
    }

    @Test
    void shouldLetOneHolderAtATimeHaveALockFile() {
        final Path path = directory.resolve("router.lock");
        try (LockFile held = LockFile.acquire(path)) {
            assertThat(held.path()).isEqualTo(path).content().isEqualTo(Sys.pid() + "\n");
            assertThatThrownBy(() -> LockFile.acquire(path))
                .hasMessage("lock " + path + " (held by process " + Sys.pid()
                    + "): resource temporarily unavailable (EAGAIN)");
        }
        LockFile.acquire(path).close();
        assertThatThrownBy(() -> LockFile.acquire(directory.resolve("none").resolve("lock")))
            .hasMessageEndingWith("no such file or directory (ENOENT)");
    }
}
