package io.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.accounting.UsageSnapshot;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The built-in page in headless Chromium. */
class PageTest {
    private static final String EGRESS = text("[data-tenant=acme] [data-value=egress]");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void shouldShowWhatMovesAndNothingAsMarkup() throws Exception {
        try (MovingRouter router = new MovingRouter(directory);
             AdminHttp http = AdminHttp.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), router);
             Browser browser = new Browser(directory.resolve("chromium"))) {
            router.sample.event("refuse", "acme", "refused <img src=x onerror=\"document.title='fooled'\">");
            browser.open("http://127.0.0.1:" + http.address().getPort() + "/");
            browser.await("document.body && document.body.dataset.looks >= 2");
            final String first = browser.evaluate(EGRESS).asText();
            browser.await("document.body.dataset.looks >= 4 && " + EGRESS + " !== '" + first + "'");

            assertThat(first).matches("[0-9.]+ [kM]bit/s of 200 Mbit/s");
            assertThat(browser.evaluate(text("#host")).asText()).isEqualTo("node1");
            assertThat(browser.evaluate(text("#threads")).asText()).startsWith("data-path 25 % busy");
            assertThat(browser.evaluate(text("[data-tenant=acme] [data-value=held]")).asText())
                .isEqualTo("egress: bytes");
            assertThat(browser.evaluate(text("[data-tenant=acme] [data-value=p99]")).asText()).isEqualTo("115 µs");
            assertThat(browser.evaluate(text("[data-tenant=acme] [data-value=backlog]")).asText()).isEqualTo("17");
            assertThat(browser.evaluate(text("[data-tenant=globex] [data-value=errors]")).asInt()).isPositive();
            assertThat(browser.evaluate("document.querySelector('[data-tenant=acme] .egress polyline')"
                + ".getAttribute('points').split(' ').length").asInt()).isGreaterThan(3);
            assertThat(browser.evaluate(text("#rails")).asText()).contains("soft 10.0.0.1:4791", "active", "Mbit/s");
            assertThat(browser.evaluate(text("#peers")).asText()).contains("node2", "not reached");
            assertThat(browser.evaluate(text("#events")).asText()).contains("<b>pid</b>", "refused <img src=x");
            assertThat(browser.evaluate("document.querySelectorAll('#events b, #events img').length").asInt()).isZero();
            assertThat(browser.evaluate("document.title").asText()).isEqualTo("Weir");
            assertThat(browser.evaluate(text("#trouble")).asText()).isEmpty();
            assertThat(browser.evaluate("getComputedStyle(document.querySelector('svg')).width").asText())
                .as("the policy lets its own style in").isEqualTo("150px");
            assertScreenshot(browser.screenshot());

            browser.evaluate("document.getElementById('filter').value = 'glob'");
            browser.await("document.querySelector('[data-tenant=acme]').hidden");
            router.broken = true;
            browser.await(text("#trouble") + " === 'the router does not answer: out of order'");
        }
    }

    private static void assertScreenshot(final byte[] png) throws Exception {
        final BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        final Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x += 2) {
            for (int y = 0; y < image.getHeight(); y++) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertThat(image.getWidth()).isGreaterThan(1000);
        assertThat(colours.size()).as("something is drawn").isGreaterThan(20);
    }

    private static String text(final String selector) {
        return "document.querySelector('" + selector + "').textContent";
    }

    /** Each look finds another second gone, in which acme wrote more than in the one before. */
    private static final class MovingRouter implements AdminApi, AutoCloseable {
        private final SampleRouter sample;
        private int looks;
        private volatile boolean broken;

        MovingRouter(final Path directory) throws Exception {
            sample = new SampleRouter(directory);
        }

        @Override
        public RouterStatus status() {
            return sample.status();
        }

        @Override
        public List<Resource> resources() {
            return sample.resources();
        }

        @Override
        public UsageSnapshot usage() throws IOException {
            return sample.usage();
        }

        @Override
        public Activity activity() throws IOException {
            if (broken) {
                throw new IOException("out of order");
            }
            sample.second(20 + 10 * looks++);
            return sample.activity();
        }

        @Override
        public EventPage events(final long after) {
            return sample.events(after);
        }

        @Override
        public void close() {
            sample.close();
        }
    }
}
