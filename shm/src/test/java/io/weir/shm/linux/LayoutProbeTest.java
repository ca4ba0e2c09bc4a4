package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks the C compiler of this machine what the headers say of layouts and of the constants that differ between
 * machines.
 */
class LayoutProbeTest {
    private static final String HEADERS = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <stdio.h>
        #include <fcntl.h>
        #include <poll.h>
        #include <netinet/in.h>
        #include <sys/epoll.h>
        #include <sys/mman.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/un.h>
        """;

    @Test
    void shouldLayOutAsTheHeadersSay(@TempDir final Path directory) throws IOException, InterruptedException {
        final Map<String, Integer> ours = new LinkedHashMap<>();
        ours.put("sizeof(struct epoll_event)", Epoll.EVENT_BYTES);
        ours.put("offsetof(struct epoll_event, data)", Epoll.DATA_OFFSET);
        ours.put("offsetof(struct stat, st_size)", Memfd.ST_SIZE);
        ours.put("offsetof(struct stat, st_blocks)", Memfd.ST_BLOCKS);
        ours.put("sizeof(struct msghdr)", UnixMessage.MSGHDR_BYTES);
        ours.put("offsetof(struct msghdr, msg_controllen)", UnixMessage.MSG_CONTROLLEN);
        ours.put("offsetof(struct msghdr, msg_flags)", UnixMessage.MSG_FLAGS);
        ours.put("CMSG_LEN(0)", UnixMessage.CMSG_DATA);
        ours.put("sizeof(struct mmsghdr)", MessageVector.HEADER_BYTES);
        ours.put("offsetof(struct mmsghdr, msg_len)", MessageVector.MSG_LEN);
        ours.put("sizeof(struct sockaddr_in)", UdpSocket.SOCKADDR_IN_BYTES);
        ours.put("offsetof(struct sockaddr_in, sin_port)", UdpSocket.SIN_PORT);
        ours.put("offsetof(struct sockaddr_in, sin_addr)", UdpSocket.SIN_ADDR);
        ours.put("O_DIRECTORY", UnixAddress.O_DIRECTORY);
        ours.put("O_NOFOLLOW", LockFile.O_NOFOLLOW);
        ours.put("MAP_NORESERVE", Mmap.MAP_NORESERVE);
        ours.put("SOCK_SEQPACKET", Sockets.SOCK_SEQPACKET);
        ours.put("EPOLLRDHUP", Epoll.RDHUP);
        ours.put("(sizeof(struct stat) <= " + Memfd.STAT_BYTES + ")", 1);

        assertThat(probe(directory, ours)).isEqualTo(ours);
    }

    private static Map<String, Integer> probe(final Path directory, final Map<String, Integer> expressions)
        throws IOException, InterruptedException {
        final String prints = expressions.keySet().stream()
            .map(expression -> "printf(\"%s=%d\\n\", \"" + expression + "\", (int) (" + expression + "));\n")
            .collect(Collectors.joining());
        final Path source = Files.writeString(
            directory.resolve("probe.c"), HEADERS + "int main(void) {\n" + prints + "return 0; }\n");
        final Path program = directory.resolve("probe");
        run(directory, "cc", source.toString(), "-o", program.toString());
        return Files.readAllLines(run(directory, program.toString())).stream()
            .collect(Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf('=')),
                line -> Integer.valueOf(line.substring(line.lastIndexOf('=') + 1))));
    }

    private static Path run(final Path directory, final String... command) throws IOException, InterruptedException {
        final Path output = directory.resolve("output");
        final Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (final IOException thrown) {
            Assumptions.abort("no " + command[0] + " here: " + thrown.getMessage());
            throw thrown;
        }
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        return output;
    }
}
