package io.weir.client;

import io.weir.verbs.AsyncEventType;

/**
 * An asynchronous event ({@code ibv_async_event}).
 *
 * @param type    what happened
 * @param element to what: a {@link QueuePair}, {@link CompletionQueue} or {@link SharedReceiveQueue}; the
 *                {@link VirtualDevice} for events of the device or port; null if the object was closed in the meantime
 * @param number  the queue pair's number or the object's handle; 0 for the device, the port's number for a port
 */
public record AsyncEvent(AsyncEventType type, Object element, int number) {
}
