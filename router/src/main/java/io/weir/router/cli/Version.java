package io.weir.router.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code weir --version} says: Weir's own version from its jar, and what it runs on. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        final String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "weir " + (version == null ? "(not from a jar)" : version),
            "JVM " + property("java.vm.version") + " (" + property("java.vm.vendor") + ')',
            property("os.name") + ' ' + property("os.version") + ' ' + property("os.arch"),
        };
    }

    private static String property(final String name) {
        return System.getProperty(name);
    }
}
