package io.weir.bench.demo;

import io.weir.bench.process.Line;
import io.weir.client.AsyncEvent;
import io.weir.client.CompletionQueue;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import java.nio.file.Path;

/** A tenant's process that waits for an asynchronous event, and tells what its device is good for after it. */
public final class Watcher {
    private Watcher() {
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        final VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
        final CompletionQueue cq = device.createCq(16);
        System.out.println(Line.of("watching"));
        final AsyncEvent event = device.getAsyncEvent(-1);
        System.out.println(Line.of("event").with("type", event.type()).with("poll", cq.poll(new WorkCompletion()))
            .with("alive", device.isAlive()));
        device.closeAll();
    }
}
