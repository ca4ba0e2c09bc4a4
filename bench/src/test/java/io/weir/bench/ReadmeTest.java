package io.weir.bench;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK =
        Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)\\)");

    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void shouldShowTheExampleAsItIsCompiled() throws IOException {
        final Matcher block = JAVA_BLOCK.matcher(readme);
        assertThat(block.find()).isTrue();
        assertThat(block.group(1)).isEqualTo(
            Files.readString(ROOT.resolve("bench/src/main/java/io/weir/bench/example/HelloWeir.java")));
    }

    @Test
    void shouldLinkToFilesThatExist() {
        assertThat(LINK.matcher(readme).results().map(link -> link.group(1)))
            .isNotEmpty()
            .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
    }
}
