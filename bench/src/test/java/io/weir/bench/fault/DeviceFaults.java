package io.weir.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bench.demo.HostRail;
import io.weir.bench.process.ScratchDirectory;
import io.weir.client.PortAttributes;
import io.weir.client.VerbsException;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two routers on the guest's device, whose link goes down and up and which is deleted at last: in that order, so that
 * one pair of routers does for all. {@link DeviceFaultIT} runs this.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeviceFaults {
    private static final String DEVICE = "rxe0";
    private static final String INTERFACE = "eth0";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CYCLES = 100;
    /** Cycles until the JVMs have what they keep. */
    private static final int SETTLING_CYCLES = 10;
    private static final int CYCLES_A_LINE = 20;
    /** What a JVM may grow by of itself: compiled code, the heap up to its bound. */
    private static final long GROWTH_KIB = 48 << 10;

    private static ScratchDirectory scratch;
    private static FaultRouter here;
    private static FaultRouter there;

    @BeforeAll
    static void startRouters() throws IOException {
        scratch = new ScratchDirectory("weir-fault");
        final String address = HostRail.ofDevice(DEVICE).address("");
        final FaultTenant[] left = {FaultTenant.LEFT, FaultTenant.NEAR};
        final FaultTenant[] right = {FaultTenant.RIGHT};
        here = FaultRouter.start(scratch.path(), 1, DEVICE, address, left, right);
        there = FaultRouter.start(scratch.path(), 2, DEVICE, address, right, left);
        here.awaitLog("ready");
        there.awaitLog("ready");
    }

    @AfterAll
    static void stopRouters() throws IOException {
        for (final FaultRouter router : new FaultRouter[] {here, there}) {
            router.close();
            System.out.println(router.log());
        }
        scratch.close();
    }

    @Test
    @Order(1)
    void shouldKeepNothingWhenProcessesComeAndGo() throws Exception {
        try (FaultEnd right = FaultEnd.of(there, FaultTenant.RIGHT)) {
            String resources = "";
            long descriptors = 0;
            long mappings = 0;
            long residentKib = 0;
            for (int i = 0; i < SETTLING_CYCLES + CYCLES; i++) {
                if (i % CYCLES_A_LINE == 0) {
                    System.out.println(i + " cycles, " + here.descriptors() + " descriptors");
                }
                if (i == SETTLING_CYCLES) {
                    resources = run("rdma", "resource", "show", DEVICE);
                    descriptors = here.descriptors();
                    mappings = here.sharedMappings();
                    residentKib = here.residentKib();
                }
                // a tenant's processes may not come as fast as these do: so they are two tenants'
                try (FaultEnd left = FaultEnd.of(here, i % 2 == 0 ? FaultTenant.LEFT : FaultTenant.NEAR)) {
                    FaultEnd.connect(left, right);
                    left.write(right, 4096);
                    left.drain();
                    assertThat(left.ended).as("cycle " + i).containsExactly(WcStatus.SUCCESS);
                }
            }
            final long expected = descriptors;
            Patience.await(SOON, () -> "descriptors " + expected + ", not " + here.descriptors(),
                () -> here.descriptors() == expected);
            assertThat(run("rdma", "resource", "show", DEVICE)).as("of the kernel").isEqualTo(resources);
            assertThat(here.sharedMappings()).as("segments mapped").isEqualTo(mappings);
            assertThat(here.residentKib()).as("resident, KiB").isLessThan(residentKib + GROWTH_KIB);
            System.out.println(CYCLES + " cycles: " + here.descriptors() + " descriptors before and after, resident "
                + residentKib + " to " + here.residentKib() + " KiB, " + resources.strip());
        }
    }

    @Test
    @Order(2)
    void shouldTellTheTenantsWhenTheLinkGoesDownAndComesBack() throws Exception {
        try (FaultEnd left = FaultEnd.of(here, FaultTenant.LEFT);
            FaultEnd right = FaultEnd.of(there, FaultTenant.RIGHT)) {
            FaultEnd.connect(left, right);
            left.stream(right, FaultEnd.DEPTH);

            run("ip", "link", "set", INTERFACE, "down");
            try {
                assertThat(left.await(AsyncEventType.PORT_ERR).element()).isSameAs(left.device);
                right.await(AsyncEventType.PORT_ERR);
                assertThat(left.device.queryPort(1).state()).isEqualTo(PortAttributes.DOWN);
                assertThat(here.rail()).contains("port down");
                here.awaitLog("rail verbs " + DEVICE + ": PORT_ERR");
            } finally {
                run("ip", "link", "set", INTERFACE, "up");
            }
            left.await(AsyncEventType.PORT_ACTIVE);
            right.await(AsyncEventType.PORT_ACTIVE);
            assertThat(left.device.queryPort(1).isActive()).isTrue();
            assertThat(here.rail()).doesNotContain("down");

            left.drain();
            assertThat(left.firstFailure()).as(left.ended.toString()).isIn(null, WcStatus.RETRY_EXC_ERR);
            System.out.println("what was under way when the link went down: " + left.ended);
            FaultEnd.connect(left, right);
            left.stream(right, FaultEnd.DEPTH);
            left.drain();
            assertThat(left.isAllSuccess()).as(left.ended.toString()).isTrue();
        }
    }

    @Test
    @Order(3)
    void shouldLetGoOfTheDeviceAndLiveOnWhenItIsDeletedInMidTransfer() throws Exception {
        try (FaultEnd left = FaultEnd.of(here, FaultTenant.LEFT);
            FaultEnd near = FaultEnd.of(here, FaultTenant.NEAR);
            FaultEnd right = FaultEnd.of(there, FaultTenant.RIGHT)) {
            FaultEnd.connect(left, right);
            left.stream(right, FaultEnd.DEPTH);

            final Process deletion = new ProcessBuilder("rdma", "link", "delete", DEVICE).inheritIO().start();
            final long startNs = System.nanoTime();
            left.stream(right, Integer.MAX_VALUE);
            left.drain();
            assertThat(deletion.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).as("the kernel has it back").isTrue();
            System.out.println("let go " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)
                + " ms after the deletion began, " + left.ended.size() + " WRITEs ended");
            assertThat(deletion.exitValue()).isZero();
            assertThat(left.firstFailure()).as(left.ended.toString())
                .isIn(WcStatus.WR_FLUSH_ERR, WcStatus.RETRY_EXC_ERR);
            assertThat(left.qp.query().state()).isEqualTo(QpState.ERR);
            assertThat(left.await(AsyncEventType.PORT_ERR).element()).isSameAs(left.device);
            assertThat(right.await(AsyncEventType.QP_FATAL).element()).isSameAs(right.qp);
            assertThat(left.device.queryPort(1).state()).isEqualTo(PortAttributes.DOWN);
            assertThat(left.device.isAlive()).isTrue();

            left.ended.clear();
            left.posted = 0;
            assertThat(left.write(right, 8)).isIn(0, Errno.EINVAL);
            left.drain();
            assertThat(left.ended).allMatch(status -> status == WcStatus.WR_FLUSH_ERR);
            assertThatThrownBy(() -> FaultEnd.connect(left, right))
                .isInstanceOfSatisfying(VerbsException.class, refused -> assertThat(refused.errno())
                    .as(refused.getMessage()).isIn(Errno.ENODEV, Errno.EHOSTUNREACH));

            FaultEnd.connect(left, near);
            left.stream(near, FaultEnd.DEPTH);
            left.drain();
            assertThat(left.isAllSuccess()).as("same host: " + left.ended).isTrue();
        }
        for (final FaultRouter router : new FaultRouter[] {here, there}) {
            router.awaitLog("rail verbs " + DEVICE + ": DEVICE_FATAL");
            assertThat(router.rail()).contains("device gone");
            assertThat(router.deviceDescriptors()).isZero();
            assertThat(router.stop()).as(router.log()).isZero();
        }
    }

    /** Runs it to its end: what it said. */
    private static String run(final String... command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + output).isZero();
        return output;
    }
}
