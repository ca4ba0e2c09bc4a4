package io.weir.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.Weir;
import io.weir.bench.process.JavaProgram;
import org.junit.jupiter.api.Test;

/** That calling a verb allocates nothing. What it takes is for a quiet machine to say. */
class FfmCommandIT {
    private static final int VERBS = 9;

    @Test
    void shouldAllocateNothingWhenAVerbOfTheDataPathIsCalled() throws Exception {
        final Process process = new ProcessBuilder(new JavaProgram(Weir.class).heap(64)
            .arguments("bench", "ffm", "--json", "--forks", 1, "--iterations", 3, "--time", 50).command())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final JsonNode document = new ObjectMapper().readTree(process.getInputStream());

        assertThat(process.waitFor()).as(document.toPrettyString()).isZero();
        assertThat(document.get("ok").asBoolean()).isTrue();
        assertThat(document.get("results")).hasSize(VERBS).allSatisfy(verb ->
            assertThat(verb.get("ns").asDouble()).isPositive());
    }
}
