package io.weir.bench.tenancy;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Line;
import io.weir.bench.tenancy.process.Attack;
import io.weir.bench.tenancy.process.Attacker;
import io.weir.bench.tenancy.process.Victim;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench isolation}: what a tenant has left beside another that does its worst. */
@Command(
    name = "isolation",
    mixinStandardHelpOptions = true,
    description = {
        "A victim, of the latency class, does SENDs of 64 bytes one after the other, then WRITEs of 64 KiB without"
            + " pause, alone and beside each attacker; both have the same weight, so the victim's share is a half."
            + " Wanted: a p99 of at most twice that alone, and at least 80 % of the share.",
        "Router, victim and attacker are three threads that never rest: on fewer than four processors they take turns"
            + " whatever the router does. The first row says how much that is: its attacker burns a processor and never"
            + " posts anything. A row that misses what is wanted and is not worse than that by a quarter is marked"
            + " 'processor'.",
        "Exit status 1 if a row misses what is wanted and is not marked."})
public final class IsolationCommand extends TenancyCommand {
    private static final double WANTED_P99 = 2;
    private static final double SHARE = 0.5;
    private static final double WANTED_SHARE = 80;
    private static final double NOT_WORSE = 1.25;
    private static final String BURNT = "processor";

    @Option(names = "--only", paramLabel = "TEXT", description = "Only attackers whose name contains this.")
    private String only = "";

    /** What a victim saw. */
    private record Seen(double p50, double p99, double gigabits) {
    }

    @Override
    void measure(final Results results) throws IOException, ChildFailedException, InterruptedException {
        try (Host host = new Host(null, List.of("class: latency", ""))) {
            final Child victim = host.start(Victim.class, 0, 1);
            final Child attacker = host.start(Attacker.class, 1, 1);
            progress("the victim alone");
            watch(host, victim);
            final Seen alone = watch(host, victim);
            final Map<String, Object> solo = results.row();
            describe(solo, "(alone)", alone, alone);
            solo.put("verdict", "");
            Seen burnt = null;
            for (final Attack attack : Attack.values()) {
                if (attack != Attack.BURNER && !attack.label().contains(only)) {
                    continue;
                }
                progress("beside an attacker: " + attack.label());
                host.ask(attacker, Line.of("attack").with("kind", attack), "attacking");
                host.pause(300);
                final Seen seen = watch(host, victim);
                host.ask(attacker, Line.of("stop"), "attacked");
                burnt = burnt == null ? seen : burnt;
                final Map<String, Object> row = results.row();
                describe(row, attack.label(), seen, alone);
                judge(row, attack, seen, alone, burnt);
            }
        }
    }

    private static void describe(final Map<String, Object> row, final String attacker, final Seen seen,
                                 final Seen alone) {
        row.put("attacker", attacker);
        row.put("p50 µs", seen.p50);
        row.put("p99 µs", seen.p99);
        row.put("p99 / alone", seen.p99 / alone.p99);
        row.put("WRITE Gbit/s", seen.gigabits);
        row.put("% of share", 100 * seen.gigabits / (SHARE * alone.gigabits));
    }

    private static void judge(final Map<String, Object> row, final Attack attack, final Seen seen, final Seen alone,
                              final Seen burnt) {
        final boolean latency = seen.p99 <= WANTED_P99 * alone.p99;
        final boolean share = seen.gigabits >= WANTED_SHARE / 100 * SHARE * alone.gigabits;
        final boolean excused = attack == Attack.BURNER
            || ((latency || seen.p99 <= NOT_WORSE * burnt.p99)
            && (share || seen.gigabits >= burnt.gigabits / NOT_WORSE));
        final boolean good = latency && share;
        if (good || !excused) {
            Results.judge(row, good);
        } else {
            row.put("verdict", BURNT);
        }
    }

    private Seen watch(final Host host, final Child victim) throws ChildFailedException, InterruptedException {
        final long ms = isQuick() ? 700 : 3000;
        final Line sent = host.ask(victim, Line.of("send").with("ms", ms), "sent");
        final Line wrote = host.ask(victim, Line.of("write").with("ms", ms), "wrote");
        return new Seen(sent.number("p50") / 1e3, sent.number("p99") / 1e3,
            8.0 * wrote.number("bytes") / wrote.number("ns"));
    }
}
