package io.weir.bench.guest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the test classes that its arguments name, in one JVM, and tells of each test as it ends. It looks for nothing,
 * neither classes nor engines: JUnit's own launcher takes a quarter of a minute to start where everything is emulated.
 * Exit status 0 if some ran, all passed and none was skipped.
 */
public final class Suites implements TestExecutionListener {
    private final PrintStream out = System.out;
    private final long startNs = System.nanoTime();
    private TestPlan plan;
    private long testNs;
    private int passed;
    private int failed;
    private int skipped;

    private Suites() {
    }

    /** The classes' names. */
    public static void main(final String[] args) {
        final Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false).addTestEngines(new JupiterTestEngine())
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .build());
        final List<ClassSelector> classes = Arrays.stream(args).map(name -> selectClass(name)).toList();
        final Suites suites = new Suites();
        launcher.execute(LauncherDiscoveryRequestBuilder.request().selectors(classes).build(), suites);
        System.exit(suites.conclude() ? 0 : 1);
    }

    @Override
    public void testPlanExecutionStarted(final TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(final TestIdentifier test) {
        if (test.isTest()) {
            testNs = System.nanoTime();
        }
    }

    @Override
    public void executionSkipped(final TestIdentifier test, final String reason) {
        skipped++;
        out.println("SKIPPED " + name(test) + ": " + reason);
    }

    @Override
    public void executionFinished(final TestIdentifier test, final TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    passed++;
                    out.println("passed " + name(test) + ", " + millisSince(testNs) + " ms");
                }
            }
            case ABORTED -> {
                skipped++;
                out.println("SKIPPED " + name(test) + ": " + result.getThrowable().map(Throwable::toString).orElse(""));
            }
            case FAILED -> {
                failed++;
                out.println("FAILED " + name(test) + ", " + millisSince(testNs) + " ms");
                result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(out));
            }
        }
    }

    private boolean conclude() {
        out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped, in "
            + millisSince(startNs) / 1000 + " s");
        return passed > 0 && failed == 0 && skipped == 0;
    }

    private String name(final TestIdentifier test) {
        return plan.getParent(test).filter(parent -> parent.getParentId().isPresent())
            .map(parent -> name(parent) + " > ").orElse("") + test.getDisplayName();
    }

    private static long millisSince(final long ns) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ns);
    }
}
