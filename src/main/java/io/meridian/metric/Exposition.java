package io.meridian.metric;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The page of all metrics. Safe for use by many threads. */
public final class Exposition {
    private final PrometheusRegistry registry;
    private final ExpositionFormatWriter plain;
    private final ExpositionFormatWriter openMetrics;

    Exposition(PrometheusRegistry registry, boolean created) {
        this.registry = registry;
        this.plain = PrometheusTextFormatWriter.builder()
                .setIncludeCreatedTimestamps(created)
                .build();
        this.openMetrics = OpenMetricsTextFormatWriter.builder()
                .setCreatedTimestampsEnabled(created)
                .build();
    }

    /** The content type of the page for a client that accepts this. */
    public String contentType(@Nullable String accept) {
        return writer(accept).getContentType();
    }

    public void write(OutputStream out, @Nullable String accept) throws IOException {
        writer(accept).write(out, registry.scrape());
    }

    private ExpositionFormatWriter writer(@Nullable String accept) {
        return accept != null && openMetrics.accepts(accept) ? openMetrics : plain;
    }
}
