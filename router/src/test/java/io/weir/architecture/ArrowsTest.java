package io.weir.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The arrows of the design: who may know whom. They stand here because this module's tests see all that is below. */
class ArrowsTest {
    private static final JavaClasses WEIR = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.weir");

    @Test
    void shouldKeepTheVerbsToThemselves() {
        onlyKnows("io.weir.verbs..", "io.weir.verbs..");
    }

    @Test
    void shouldKeepTheTenantBoundaryFreeOfBothItsSides() {
        onlyKnows("io.weir.shm..", "io.weir.shm..", "io.weir.verbs..");
    }

    @Test
    void shouldKeepPoliciesFreeOfEverything() {
        onlyKnows("io.weir.policy..", "io.weir.policy..");
    }

    @Test
    void shouldLetTheClientLibrarySeeTheBoundaryAlone() {
        onlyKnows("io.weir.client..", "io.weir.client..", "io.weir.shm..", "io.weir.verbs..");
    }

    @Test
    void shouldHideTheClientLibraryFromTheRouter() {
        onlyKnows("io.weir.router..", "io.weir.router..", "io.weir.policy..", "io.weir.shm..", "io.weir.verbs..");
    }

    @Test
    void shouldHideTenantsFromRnics() {
        onlyKnows("io.weir.router.rnic..", "io.weir.router.rnic..", "io.weir.shm.linux..", "io.weir.verbs..");
    }

    @Test
    void shouldHideRnicsFromEachOther() {
        slices().matching("io.weir.router.rnic.(*)..").should().notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("io.weir.router.rnic.host.."))
            .check(WEIR);
    }

    @Test
    void shouldHideTheControlPathFromTheDataPath() {
        noClasses().that().resideInAPackage("io.weir.router.datapath..")
            .should().dependOnClassesThat(resideInAnyPackage(
                "io.weir.router.control..", "io.weir.router.admin..", "io.weir.router.config..", "io.weir.router.cli..",
                "io.weir.shm.attach..", "io.weir.shm.control..",
                "io.aeron..", "com.lmax..", "java.net..", "com.sun.net.httpserver..", "com.fasterxml.."))
            .check(WEIR);
    }

    @Test
    void shouldBindMemoryAndCOnlyWhereItBelongs() {
        noClasses().that(resideOutsideOfPackages(
                "io.weir.shm.linux..", "io.weir.router.rnic..", "io.weir.router.guard..", "io.weir.client.."))
            .should().dependOnClassesThat(resideInAPackage("java.lang.foreign.."))
            .check(WEIR);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("io.weir.(**)").should().beFreeOfCycles().check(WEIR);
    }

    private static void onlyKnows(final String who, final String... whom) {
        classes().that().resideInAPackage(who)
            .should().onlyDependOnClassesThat(resideInAnyPackage(whom).or(resideOutsideOfPackages("io.weir..")))
            .check(WEIR);
    }
}
