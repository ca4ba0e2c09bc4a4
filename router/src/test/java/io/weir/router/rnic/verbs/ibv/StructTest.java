package io.weir.router.rnic.verbs.ibv;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Offsets of the structures against the C headers, and against what those said when the golden file was made; only that
 * where there is no C compiler or no libibverbs-dev.
 */
class StructTest {
    private static final List<Struct> ALL = List.of(
        IbvContext.STRUCT, IbvDeviceAttributes.STRUCT, IbvPortAttributes.STRUCT, IbvGidEntry.STRUCT, IbvMr.STRUCT,
        IbvCompletionChannel.STRUCT, IbvCq.STRUCT, IbvQp.STRUCT, IbvQpInit.STRUCT, IbvSrq.STRUCT,
        IbvAhAttributes.STRUCT, IbvQpAttributes.STRUCT, SgList.STRUCT, IbvSends.STRUCT, IbvReceives.STRUCT,
        IbvCompletions.STRUCT, IbvAsyncEvents.STRUCT);
    private static final Path HEADER = Path.of("/usr/include/infiniband/verbs.h");

    @TempDir
    Path directory;

    @Test
    void shouldHaveTheOffsetsOfTheHeaders() throws Exception {
        assertThat(ours()).isEqualTo(Files.exists(HEADER) && compilerPresent() ? compiled() : golden());
    }

    @Test
    void shouldHaveTheOffsetsOfTheGoldenFile() throws IOException {
        assertThat(ours()).isEqualTo(golden());
    }

    private String compiled() throws Exception {
        final Path source = Files.writeString(directory.resolve("probe.c"), probe());
        final Path program = directory.resolve("probe");
        run("cc", "-o", program.toString(), source.toString());
        return run(program.toString());
    }

    private static String golden() throws IOException {
        try (InputStream golden = StructTest.class.getResourceAsStream("offsets.txt")) {
            return new String(requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String ours() {
        final StringBuilder lines = new StringBuilder();
        for (final Struct struct : ALL) {
            lines.append(struct.name()).append(' ').append(struct.size()).append('\n');
            struct.fields().forEach((path, offset) ->
                lines.append(struct.name()).append('.').append(path).append(' ').append(offset).append('\n'));
        }
        return lines.toString();
    }

    private static String probe() {
        final StringBuilder text = new StringBuilder(
            "#include <stddef.h>\n#include <stdio.h>\n#include <infiniband/verbs.h>\nint main(void) {\n");
        for (final Struct struct : ALL) {
            text.append(String.format("printf(\"%1$s %%zu\\n\", sizeof(struct %1$s));%n", struct.name()));
            for (final String path : struct.fields().keySet()) {
                text.append(String.format(
                    "printf(\"%1$s.%2$s %%zu\\n\", offsetof(struct %1$s, %2$s));%n", struct.name(), path));
            }
        }
        return text.append("return 0;\n}\n").toString();
    }

    private static boolean compilerPresent() throws InterruptedException {
        try {
            return new ProcessBuilder("cc", "--version").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (final IOException noCompiler) {
            return false;
        }
    }

    private String run(final String... command) throws Exception {
        final Path output = directory.resolve("output");
        final Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(output.toFile()).start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
