package io.weir.router.admin;

/**
 * Which policies are in force, in short.
 *
 * @param generation   how often they changed, the start included
 * @param loadedMs     when they did last, ms since 1970
 * @param rejected     how often a changed file was refused
 * @param reason       why it was refused the last time; null if the files are in force as they are
 * @param needsRestart how many things the files say that are not in force before a restart
 */
public record PolicyStatus(long generation, long loadedMs, long rejected, String reason, int needsRestart) {
    /** Of all there is to say. */
    public static PolicyStatus of(final PolicyReport report) {
        return new PolicyStatus(report.generation(), report.loadedMs(), report.rejected(),
            report.rejection() == null ? null : String.join("; ", report.rejection().reasons()),
            report.needsRestart().size());
    }
}
