package io.weir.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class WeirTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine weir = Weir.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void shouldSayItsCommandsAndExitStatusesWhenAskedForHelp() {
        assertThat(weir.execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: weir", "Exit status:", "generate-completion");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldSayItsVersionWhenAsked() {
        assertThat(weir.execute("--version")).isZero();
        assertThat(out.toString()).startsWith("weir ").contains("JVM ");
    }

    @Test
    void shouldSayTheSameVersionWhenACommandIsAsked() {
        assertThat(weir.execute("usage", "--version")).isZero();
        assertThat(out.toString()).startsWith("weir ");
    }

    @Test
    void shouldKeepHelpWithinEightyColumnsWhenAnyCommandIsAsked() {
        for (final String command : weir.getSubcommands().keySet()) {
            assertThat(weir.execute(command, "--help")).isZero();
        }
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void shouldExplainEachBenchmarkWithoutAWarningWhenAskedForHelp() {
        assertThat(weir.execute("bench", "idle", "--help")).isZero();
        assertThat(weir.execute("bench", "steady", "--help")).isZero();
        assertThat(weir.execute("bench", "rail", "--help")).isZero();
        assertThat(out.toString()).contains("less than 2 % of a core").doesNotContain("%%", "=<");
    }

    /** Picocli formats them, warns on standard error where that fails, and shows what is meant for a programmer. */
    @Test
    void shouldHaveHelpThatCanBeFormattedOfAllCommands() {
        final List<String> commands = new ArrayList<>();
        assertFormats(weir, commands);
        assertThat(commands).contains("weir", "weir bench limits", "weir bench isolation", "weir policy explain")
            .hasSizeGreaterThan(20);
    }

    private static void assertFormats(final CommandLine command, final List<String> commands) {
        final CommandSpec spec = command.getCommandSpec();
        commands.add(spec.qualifiedName());
        final UsageMessageSpec usage = spec.usageMessage();
        final List<String> texts = new ArrayList<>(List.of(usage.description()));
        texts.addAll(List.of(usage.header()));
        texts.addAll(List.of(usage.footer()));
        spec.args().forEach(argument -> texts.addAll(List.of(argument.description())));
        texts.forEach(text -> assertThatCode(() -> String.format(Locale.ROOT, text))
            .as(spec.qualifiedName() + ": " + text).doesNotThrowAnyException());
        assertThat(command.getUsageMessage()).as(spec.qualifiedName()).doesNotContain("%%", "%n");
        command.getSubcommands().values().forEach(each -> assertFormats(each, commands));
    }

    @Test
    void shouldExitWithTwoWhenTheConfigurationDoesNotSayWhereTheRouterIs(@TempDir final Path directory)
        throws IOException {
        final Path config = Files.writeString(directory.resolve("weir.yaml"), "hots: node1\n");
        for (final String command : List.of("status", "resources", "usage")) {
            assertThat(weir.execute(command, "--config", config.toString())).isEqualTo(CommandLine.ExitCode.USAGE);
        }
        assertThat(err.toString().lines().filter(line -> line.contains("has no 'directory'")).toList()).hasSize(3)
            .allSatisfy(line -> assertThat(line).startsWith(config + ":1:1: "));
    }

    @Test
    void shouldWriteACompletionScriptWhenAsked() {
        assertThat(weir.execute("generate-completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_weir");
    }

    @Test
    void shouldExitWithTwoAndShowUsageWhenNoCommandIsGiven() {
        assertThat(weir.execute()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).startsWith("weir: Missing command").contains("Usage: weir");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldExitWithTwoAndSuggestWhenACommandIsMisspelt() {
        assertThat(weir.execute("generate-completio")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).startsWith("weir: ").contains("generate-completion");
    }
}
