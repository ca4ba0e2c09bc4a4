package io.weir.router.admin;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A router's activity in the Prometheus text format: seconds, bytes, counts. Prometheus makes rates of the totals, so
 * there is none here. Which metrics there are stands in {@link RouterMetrics} and {@link TenantMetrics}.
 */
final class Metrics {
    /** Of what {@link #write} answers. */
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private Metrics() {
    }

    static byte[] write(final Activity activity) throws IOException {
        final List<MetricSnapshot> all = new ArrayList<>();
        RouterMetrics.of(activity).forEach(family -> all.add(family.snapshot()));
        TenantMetrics.of(activity).forEach(family -> all.add(family.snapshot()));
        final ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all), EscapingScheme.UNDERSCORE_ESCAPING);
        return out.toByteArray();
    }
}
