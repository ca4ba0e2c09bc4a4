package io.weir.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bench.guest.Guest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link DeviceFaults}, in a guest: here nobody should lose a device. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class DeviceFaultIT {
    private static final int TESTS = 3;

    @Test
    void shouldOutliveItsDeviceWhenThatIsTakenAway() throws Exception {
        final Guest.Result result =
            new Guest(Duration.ofMinutes(10)).run("bench/guest/junit", DeviceFaults.class.getName());

        System.out.println(result.output());
        assertThat(result.output()).contains(TESTS + " passed, 0 failed, 0 skipped");
        assertThat(result.status()).as(result.output()).isZero();
    }
}
