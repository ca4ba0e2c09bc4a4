package io.weir.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

/**
 * A <em>critical</em> call keeps every other thread of the JVM waiting when a collection wants to begin. Nothing of
 * what is bound here is sure to return soon: system calls block, and a provider of verbs makes some in any of its.
 */
class CriticalCallsTest {
    private static final ArchRule NONE = noClasses().should()
        .callMethod(Linker.Option.class, "critical", boolean.class)
        .because("a safepoint waits for a critical call, and system calls and providers may block");

    @Test
    void shouldLinkNoFunctionAsCritical() {
        NONE.check(new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.weir"));
    }

    @Test
    void shouldBeNoticedWhenAFunctionIsLinkedAsCritical() {
        assertThat(NONE.evaluate(new ClassFileImporter().importClasses(Careless.class)).hasViolation()).isTrue();
    }

    static final class Careless {
        static MethodHandle link(final MemorySegment function) {
            return Linker.nativeLinker().downcallHandle(
                function, FunctionDescriptor.ofVoid(), Linker.Option.critical(false));
        }
    }
}
