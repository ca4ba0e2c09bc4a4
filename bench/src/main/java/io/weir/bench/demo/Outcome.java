package io.weir.bench.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All that came of a demo.
 *
 * @param file          that was sent
 * @param fileBytes     its length
 * @param audits        of each host
 * @param keptDirectory what is left of it, or null
 */
record Outcome(Path file, long fileBytes, List<TenantResult> tenants, List<Refusal> refusals,
               List<Check> audits, Path keptDirectory) {
    /** How far from its limit a limited tenant may be, either way. */
    private static final double LIMIT_TOLERANCE = 0.03;
    /** In less than so many seconds at the limit, the burst that it allows counts too much to tell. */
    private static final double LEAST_SECONDS = 0.5;

    List<Check> checks() {
        final List<Check> checks = new ArrayList<>();
        for (final TenantResult tenant : tenants) {
            checks.add(new Check(tenant.name() + " hash", tenant.sha256Ok(),
                tenant.sha256Ok() ? "SHA-256 equal at both ends" : "SHA-256 differs between the ends"));
            checks.add(new Check(tenant.name() + " ledger", tenant.ledgerBytes() == tenant.clientBytes(),
                "charged " + tenant.ledgerBytes() + " bytes, the client counted " + tenant.clientBytes()));
            if (tenant.limit() > 0 && tenant.bytes() * 8 >= tenant.limit() * LEAST_SECONDS) {
                final double ratio = tenant.bitsPerSecond() / tenant.limit();
                checks.add(new Check(tenant.name() + " limit", Math.abs(ratio - 1) <= LIMIT_TOLERANCE,
                    String.format(Locale.ROOT, "went at %.2f %% of its limit, 97 to 103 are allowed", ratio * 100)));
            }
        }
        for (final Refusal refusal : refusals) {
            checks.add(new Check(refusal.name(), refusal.refused(), refusal.answer()));
        }
        checks.addAll(audits);
        return checks;
    }

    boolean ok() {
        return checks().stream().allMatch(Check::ok);
    }

    Outcome keptIn(final Path directory) {
        return new Outcome(file, fileBytes, tenants, refusals, audits, directory);
    }
}
