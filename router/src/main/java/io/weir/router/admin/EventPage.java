package io.weir.router.admin;

import java.util.List;

/**
 * Some of a router's events, oldest first.
 *
 * @param startedMs when the router started: another one than before has begun to count anew
 * @param last      number of the newest event there is, 0 if there is none; ask for those after it next time
 * @param lost      how many of those asked for were pushed out by newer ones
 * @param events    the rest
 */
public record EventPage(long startedMs, long last, long lost, List<Event> events) {
    /** Copies the list. */
    public EventPage {
        events = List.copyOf(events);
    }
}
