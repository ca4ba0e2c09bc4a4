package io.weir.bench.tenancy;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Line;
import io.weir.bench.tenancy.process.Attack;
import io.weir.bench.tenancy.process.Attacker;
import io.weir.bench.tenancy.process.Victim;
import java.io.IOException;
import java.util.ArrayList;
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
            + " Wanted: a p99 of at most twice that alone, and at least 80 %% of the share.",
        "Router, victim and attacker are three threads that never rest: on fewer than four processors they take turns"
            + " whatever the router does. A row that misses what is wanted is therefore measured again, with the"
            + " router's data path on a processor of its own: latency by the router's clock, from hearing the doorbell"
            + " to writing the completion, and throughput without the time in which the victim stood in line for a"
            + " processor (/proc/PID/task/TID/schedstat). If the router adds no more to the p99 than would double the"
            + " victim's, and its share is as wanted, the row is marked 'processor'.",
        "Exit status 1 if a row misses what is wanted and is not marked."})
public final class IsolationCommand extends TenancyCommand {
    private static final double SHARE = 0.5;
    private static final double WANTED_SHARE = 80;
    private static final String PROCESSOR = "processor";
    private static final String VERDICT = "verdict";

    @Option(names = "--only", paramLabel = "TEXT", description = "Only attackers whose name contains this.")
    private String only = "";

    /** What a victim saw. */
    private record Seen(double p50, double p99, double gigabits) {
        /** The p99 may grow by as much as the victim sees when it is alone: then it has twice that. */
        boolean isAsWanted(final Seen alone, final double solo99) {
            return p99 - alone.p99 <= solo99 && gigabits >= WANTED_SHARE / 100 * SHARE * alone.gigabits;
        }
    }

    /** How to watch it. */
    private interface Watch {
        Seen see() throws IOException, ChildFailedException, InterruptedException;
    }

    @Override
    void measure(final Results results) throws IOException, ChildFailedException, InterruptedException {
        final List<Attack> missed = new ArrayList<>();
        final List<Map<String, Object>> missedRows = new ArrayList<>();
        try (Host host = new Host(null, List.of("class: latency", ""))) {
            final Child victim = host.start(Victim.class, 0, 1);
            final Child attacker = host.start(Attacker.class, 1, 1);
            final Watch watch = () -> watch(host, victim);
            progress("the victim alone");
            watch.see();
            final Seen alone = watch.see();
            describe(results, "(alone)", "", alone, alone);
            for (final Attack attack : Attack.values()) {
                if (!attack.label().contains(only)) {
                    continue;
                }
                progress("beside an attacker: " + attack.label());
                final Seen seen = beside(host, attacker, attack, watch);
                final Map<String, Object> row = describe(results, attack.label(), "", seen, alone);
                final boolean good = seen.isAsWanted(alone, alone.p99);
                Results.judge(row, good);
                if (!good) {
                    missed.add(attack);
                    missedRows.add(row);
                }
            }
            if (!missed.isEmpty() && Runtime.getRuntime().availableProcessors() > 1) {
                again(results, host, victim, attacker, alone.p99, missed, missedRows);
            }
        }
    }

    private void again(final Results results, final Host host, final Child victim, final Child attacker,
                       final double solo99, final List<Attack> missed, final List<Map<String, Object>> rows)
        throws IOException, ChildFailedException, InterruptedException {
        final RouterWatch router = new RouterWatch(host, victim);
        router.takeProcessor(List.of(victim, attacker));
        final Watch watch = () -> {
            final RouterWatch.Seen seen = router.watch(duration());
            return new Seen(seen.p50(), seen.p99(), seen.gigabits());
        };
        progress("by the router's clock: the victim alone");
        watch.see();
        final Seen alone = watch.see();
        describe(results, "(alone)", "router's ", alone, alone);
        for (int i = 0; i < missed.size(); i++) {
            progress("by the router's clock: beside an attacker: " + missed.get(i).label());
            final Seen seen = beside(host, attacker, missed.get(i), watch);
            final boolean good = seen.isAsWanted(alone, solo99);
            Results.judge(describe(results, missed.get(i).label(), "router's ", seen, alone), good);
            if (good) {
                rows.get(i).put(VERDICT, PROCESSOR);
            }
        }
    }

    private static Seen beside(final Host host, final Child attacker, final Attack attack, final Watch watch)
        throws IOException, ChildFailedException, InterruptedException {
        host.ask(attacker, Line.of("attack").with("kind", attack), "attacking");
        host.pause(300);
        final Seen seen = watch.see();
        host.ask(attacker, Line.of("stop"), "attacked");
        return seen;
    }

    private static Map<String, Object> describe(final Results results, final String attacker, final String whose,
                                                final Seen seen, final Seen alone) {
        final Map<String, Object> row = results.row();
        row.put("attacker", attacker);
        row.put(whose + "p50 µs", seen.p50);
        row.put(whose + "p99 µs", seen.p99);
        row.put("p99 added µs", seen.p99 - alone.p99);
        row.put("WRITE Gbit/s", seen.gigabits);
        row.put("% of share", 100 * seen.gigabits / (SHARE * alone.gigabits));
        row.put(VERDICT, "");
        return row;
    }

    private Seen watch(final Host host, final Child victim) throws ChildFailedException, InterruptedException {
        final Line sent = host.ask(victim, Line.of("send").with("ms", duration()), "sent");
        final Line wrote = host.ask(victim, Line.of("write").with("ms", duration()), "wrote");
        return new Seen(sent.number("p50") / 1e3, sent.number("p99") / 1e3,
            8.0 * wrote.number("bytes") / wrote.number("ns"));
    }

    private long duration() {
        return isQuick() ? 700 : 3000;
    }
}
