package io.weir.router.admin;

import static io.weir.router.admin.MetricFamily.counter;
import static io.weir.router.admin.MetricFamily.gauge;

import io.weir.router.accounting.ledger.LedgerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is measured of the router itself, its rails and its peers. */
final class RouterMetrics {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;
    /** InfiniBand counts data in words of four bytes. */
    private static final int WORD = 4;
    /** Those that have a metric of their own. */
    private static final Set<String> NAMED =
        Set.of("port_xmit_data", "port_rcv_data", "port_xmit_packets", "port_rcv_packets");

    private RouterMetrics() {
    }

    static List<MetricFamily> of(final Activity activity) {
        final MetricFamily info = gauge("weir_router_process", "1, with which router this is and its process.")
            .add(1, "host", activity.status().host(), "pid", Long.toString(activity.status().pid()));
        final MetricFamily started = gauge("weir_router_start_time_seconds", "When the router started, since 1970.")
            .add(activity.status().startedMs() / MILLIS);
        final MetricFamily events = counter("weir_router_events", "Events by kind, as 'weir events' shows them.");
        activity.events().forEach((kind, count) -> events.add(count, "kind", kind));
        final MetricFamily busy = counter("weir_router_thread_busy_seconds",
            "Time in which a thread had work; its rate is the share of the time.");
        final MetricFamily cpu = counter("weir_router_thread_cpu_seconds",
            "Processor time of a thread, with what it spends on looking for work.");
        final MetricFamily longest = gauge("weir_router_longest_cycle_seconds",
            "The longest duty cycle of the last 10 to 20 s, by what it did: messages may have waited so long.");
        for (final ThreadActivity thread : activity.threads()) {
            thread.longestCycleNs().forEach((what, ns) ->
                longest.add(ns / NANOS, "thread", thread.name(), "what", what));
            busy.add(thread.busyNs() / NANOS, "thread", thread.name());
            cpu.add(thread.cpuNs() / NANOS, "thread", thread.name());
        }
        final MetricFamily peers = gauge("weir_peer_up", "Whether control messages reach another host's router.");
        activity.status().peers().forEach(peer -> peers.add(peer.connected() ? 1 : 0, "peer", peer.name()));
        final List<MetricFamily> all = new ArrayList<>(List.of(
            info, started, events, busy, cpu, longest, peers, up(activity), bytes(activity),
            packets(activity), hardware(activity)));
        all.addAll(policy(activity.status().policy()));
        all.addAll(ledger(activity.ledger()));
        return all;
    }

    private static List<MetricFamily> policy(final PolicyStatus policy) {
        return List.of(
            gauge("weir_policy_generation", "Which generation of policies is in force; the start's is 1.")
                .add(policy.generation()),
            gauge("weir_policy_loaded_timestamp_seconds", "When it came into force, since 1970.")
                .add(policy.loadedMs() / MILLIS),
            counter("weir_policy_rejected", "Changed policy files that were refused.").add(policy.rejected()),
            gauge("weir_policy_stale", "1 while the files say what was refused: an older generation stays in force.")
                .add(policy.reason() == null ? 0 : 1),
            gauge("weir_policy_needs_restart", "Things that the files say and that hold after a restart only.")
                .add(policy.needsRestart()));
    }

    private static List<MetricFamily> ledger(final LedgerStatus ledger) {
        final MetricFamily booked = gauge("weir_ledger_booked_timestamp_seconds",
            "Up to when all usage is booked, since 1970; there is no series before anything is.");
        if (ledger.bookedToMs() > 0) {
            booked.add(ledger.bookedToMs() / MILLIS);
        }
        return List.of(booked,
            gauge("weir_ledger_behind", "1 while nothing can be booked: counters go on, 'weir audit' says why.")
                .add(ledger.behind() == null ? 0 : 1),
            counter("weir_ledger_intervals", "Intervals that were closed and booked.").add(ledger.intervals()),
            counter("weir_ledger_overflows", "Queue pairs that no usage record was left for.").add(ledger.overflows()),
            counter("weir_ledger_lost_events", "Events that the ledger has not.").add(ledger.lostEvents()));
    }

    private static MetricFamily up(final Activity activity) {
        final MetricFamily up = gauge("weir_rail_up", "Whether packets go over a rail.");
        activity.rails().forEach(rail -> up.add(rail.active() ? 1 : 0, labels(rail)));
        return up;
    }

    private static MetricFamily bytes(final Activity activity) {
        final MetricFamily bytes = counter("weir_rail_bytes", "Bytes on the wire, as the RNIC counts them.");
        for (final RailActivity rail : activity.rails()) {
            addIfThere(bytes, rail, "port_xmit_data", WORD, "transmit");
            addIfThere(bytes, rail, "port_rcv_data", WORD, "receive");
        }
        return bytes;
    }

    private static MetricFamily packets(final Activity activity) {
        final MetricFamily packets = counter("weir_rail_packets", "Packets on the wire, as the RNIC counts them.");
        for (final RailActivity rail : activity.rails()) {
            addIfThere(packets, rail, "port_xmit_packets", 1, "transmit");
            addIfThere(packets, rail, "port_rcv_packets", 1, "receive");
        }
        return packets;
    }

    private static void addIfThere(final MetricFamily family, final RailActivity rail, final String counter,
                                   final int unit, final String direction) {
        final Long value = rail.counters().get(counter);
        if (value != null) {
            family.add((double) value * unit, "kind", rail.kind(), "rail", rail.name(), "direction", direction);
        }
    }

    private static MetricFamily hardware(final Activity activity) {
        final MetricFamily hardware = counter("weir_rnic_hardware",
            "An RNIC's other counters, by the names that the kernel gives hw_counters.");
        for (final RailActivity rail : activity.rails()) {
            for (final Map.Entry<String, Long> each : rail.counters().entrySet()) {
                if (!NAMED.contains(each.getKey())) {
                    hardware.add(each.getValue(), "kind", rail.kind(), "rail", rail.name(), "counter", each.getKey());
                }
            }
        }
        return hardware;
    }

    private static String[] labels(final RailActivity rail) {
        return new String[] {"kind", rail.kind(), "rail", rail.name()};
    }
}
