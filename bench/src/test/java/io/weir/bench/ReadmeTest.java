package io.weir.bench;

import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfigLoader;
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
    void shouldShowAConfigurationThatIsRight() throws IOException, ConfigException {
        final Path file = ROOT.resolve("docs/weir.yaml");
        assertThat(RouterConfigLoader.load(file).tenants()).hasSize(2);
        final String text = Files.readString(file);
        assertThat(readme).contains(text.substring(text.indexOf("host:")));
    }

    @Test
    void shouldLinkToFilesThatExist() throws IOException {
        assertThat(LINK.matcher(readme).results().map(link -> link.group(1)))
            .isNotEmpty()
            .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
        final Path docs = ROOT.resolve("docs");
        assertThat(LINK.matcher(Files.readString(docs.resolve("ARCHITECTURE.md"))).results().map(link -> link.group(1)))
            .isNotEmpty()
            .allSatisfy(file -> assertThat(docs.resolve(file)).exists());
    }
}
