package io.weir.bench.container;

/** What {@code docker/check} calls the images that it builds. */
public final class Images {
    /** The router's. */
    public static final String ROUTER = "weir-router";
    /** With the example of the project's README. */
    public static final String HELLO = "weir-hello";
    /** With the programs of the demo's tenants, and of the trial's. */
    public static final String DEMO_TENANT = "weir-demo-tenant";

    private Images() {
    }
}
