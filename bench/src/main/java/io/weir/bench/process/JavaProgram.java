package io.weir.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How to start a main class of this program in a JVM of its own. */
public final class JavaProgram {
    /** What Agrona and the bound memory need; the jars' manifests say the same for {@code java -jar}. */
    private static final List<String> NEEDED = List.of(
        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");

    /** What the program itself was given by whoever started it with {@code ./weir}. */
    private static final List<String> MORE =
        Stream.of(Objects.requireNonNullElse(System.getenv("WEIR_JAVA_OPTS"), "").split("\\s+"))
            .filter(option -> !option.isEmpty()).toList();

    private static final boolean EMULATED = System.getenv("WEIR_GUEST") != null;

    /** Of this build's classes, loaded and linked; {@code ./weir} says where, if it has one. */
    private static final List<String> CACHE = System.getProperty("weir.aot-cache") == null ? List.of()
        : List.of("-XX:AOTCache=" + System.getProperty("weir.aot-cache"));

    private final String mainClass;
    private final List<String> jvm = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
    private final List<String> arguments = new ArrayList<>();

    /** Of that class, with a small heap: what moves much keeps it outside. */
    public JavaProgram(final Class<?> main) {
        mainClass = main.getName();
        if (EMULATED) {
            // the second compiler would still be at work when all is done
            quickStart();
        }
    }

    /** The greatest heap. */
    public JavaProgram heap(final int mebibytes) {
        jvm.add("-Xms16m");
        jvm.add("-Xmx" + mebibytes + "m");
        return this;
    }

    /** The heap of a router, but for the greatest: as {@code ./weir} and the router's image have it. */
    public JavaProgram routerHeap(final int mebibytes) {
        jvm.add("-Xms48m");
        jvm.add("-Xmn32m");
        jvm.add("-Xmx" + mebibytes + "m");
        return this;
    }

    /** With a system property set. */
    public JavaProgram property(final String name) {
        jvm.add("-D" + name + "=true");
        return this;
    }

    /** For what runs too briefly to be worth the second compiler. */
    public JavaProgram quickStart() {
        jvm.add("-XX:TieredStopAtLevel=1");
        return this;
    }

    /** Appends arguments. */
    public JavaProgram arguments(final Object... more) {
        for (final Object argument : more) {
            arguments.add(String.valueOf(argument));
        }
        return this;
    }

    /** What follows a JVM's options on its command line: the main class and its arguments. */
    public List<String> words() {
        final List<String> words = new ArrayList<>(arguments);
        words.addFirst(mainClass);
        return words;
    }

    /** The command line. */
    public List<String> command() {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NEEDED);
        command.addAll(CACHE);
        command.addAll(jvm);
        command.addAll(MORE);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(words());
        return command;
    }
}
