package io.weir.router.admin;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Answers requests, of the admin socket and of HTTP. Any thread. However many ask, and however often, the router is
 * looked at ten times a second at most: what stirs all the time is as old as that for the others.
 */
final class AdminRequests {
    private static final String KNOWN =
        "status, resources, usage, ledger, policy, policies, activity, events, metrics";
    private static final long MAX_AGE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AdminApi api;
    private final boolean isOwner;
    private Activity activity;
    private long activityNs;

    /** {@code isOwner}: whether who asks is the router's own user, who may know keys and change things. */
    AdminRequests(final AdminApi api, final boolean isOwner) {
        this.api = api;
        this.isOwner = isOwner;
    }

    /** The answer to a line: what is asked for, and after a space what more there is to say. */
    Answer answer(final String line) throws IOException {
        final String[] words = line.strip().split(" ", 2);
        if (isOwner && words[0].equals("limit") && words.length == 2) {
            return limit(words[1].strip().split(" "));
        }
        return answer(words[0], words.length == 1 ? "" : words[1].strip());
    }

    /** The same; {@code detail} is empty where there is none. */
    Answer answer(final String what, final String detail) throws IOException {
        try {
            return switch (what) {
                case "status" -> Answer.json(api.status());
                case "resources" -> Answer.json(isOwner
                    ? api.resources() : api.resources().stream().map(Resource::withoutKeys).toList());
                case "usage" -> Answer.json(UsageReport.of(api.usage()));
                case "ledger" -> Answer.json(api.ledger(false));
                case "close-interval" -> isOwner ? Answer.json(api.ledger(true))
                    : Answer.error(Answer.FORBIDDEN, "only on the admin socket: it changes something");
                case "policy", "policies" -> Answer.json(api.policy());
                case "activity" -> Answer.json(activity());
                case "events" -> events(detail);
                case "metrics" -> new Answer(Answer.OK, Metrics.CONTENT_TYPE, Metrics.write(activity()));
                default -> Answer.error(Answer.NOT_FOUND, "unknown request: known are " + KNOWN);
            };
        } catch (final IOException | RuntimeException failure) {
            return Answer.error(Answer.UNAVAILABLE,
                failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
    }

    /**
     * {@code set TENANT KEY=VALUE…} or {@code clear TENANT}; the answer is the generation in force then, and no more:
     * a program may change limits many times a second. On the socket alone, which its owner alone can open: anybody on
     * the host can send to loopback HTTP.
     */
    private Answer limit(final String[] words) throws IOException {
        try {
            if (words.length > 2 && words[0].equals("set")) {
                final Map<String, String> changes = new LinkedHashMap<>();
                for (int i = 2; i < words.length; i++) {
                    final String[] change = words[i].split("=", 2);
                    changes.put(change[0], change.length == 1 ? "" : change[1]);
                }
                return Answer.number("generation", api.setLimits(words[1], changes));
            } else if (words.length == 2 && words[0].equals("clear")) {
                return Answer.number("generation", api.clearLimits(words[1]));
            }
            return Answer.error(Answer.BAD_REQUEST, "write limit set TENANT KEY=VALUE or limit clear TENANT");
        } catch (final IOException | RuntimeException failure) {
            return Answer.error(Answer.BAD_REQUEST,
                failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
    }

    private synchronized Activity activity() throws IOException {
        if (activity == null || System.nanoTime() - activityNs > MAX_AGE_NS) {
            activity = api.activity();
            activityNs = System.nanoTime();
        }
        return activity;
    }

    private Answer events(final String after) throws IOException {
        if (!after.isEmpty() && !after.matches("[0-9]{1,18}")) {
            return Answer.error(Answer.BAD_REQUEST, "'" + after + "' is no number of an event");
        }
        return Answer.json(api.events(after.isEmpty() ? 0 : Long.parseLong(after)));
    }
}
