package io.weir.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.Weir;
import io.weir.bench.process.JavaProgram;
import org.junit.jupiter.api.Test;

/** That changes under load lose nothing and have effect. What they cost is for a quiet machine to say. */
class ReloadIT {
    private static final int CHANGES = 1_000;

    @Test
    void shouldLoseNoOperationWhenLimitsChangeAThousandTimesUnderLoad() throws Exception {
        final Process process = new ProcessBuilder(new JavaProgram(Weir.class).heap(64)
            .arguments("bench", "reload", "--json", "--changes", CHANGES, "--pace", 1_000, "--trials", 3)
            .command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final JsonNode document = new ObjectMapper().readTree(process.getInputStream());

        process.waitFor();
        assertThat(document.get("changes").asInt()).isEqualTo(CHANGES);
        assertThat(document.get("lost_operations").asLong()).isZero();
        assertThat(document.get("edited_file_ms").get("median").asDouble()).isPositive();
        assertThat(document.get("limit_set_ms").get("median").asDouble()).isPositive();
    }
}
