package io.weir.bench.cost.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A chart as a PNG file. */
final class Picture {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int MARKER = 5;

    private Picture() {
    }

    static void draw(final Chart chart, final List<Curve> curves, final Path file) throws IOException {
        // no display, and none needed
        System.setProperty("java.awt.headless", "true");
        try {
            draw(picture(chart, curves), file);
        } catch (final InternalError | NoClassDefFoundError none) {
            throw new IOException("there are no fonts to draw charts with: apt-get install libfontconfig1", none);
        }
    }

    private static void draw(final XYChart picture, final Path file) throws IOException {
        BitmapEncoder.saveBitmap(picture, file.toString(), BitmapFormat.PNG);
    }

    private static XYChart picture(final Chart chart, final List<Curve> curves) {
        final XYChart picture = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(chart.title())
            .xAxisTitle(chart.xLabel()).yAxisTitle(chart.yLabel()).build();
        picture.getStyler().setXAxisLogarithmic(chart.isLogX()).setYAxisLogarithmic(chart.isLogY())
            .setMarkerSize(MARKER).setLegendPosition(LegendPosition.OutsideE).setChartBackgroundColor(Color.WHITE);
        for (final Curve curve : curves) {
            picture.addSeries(curve.name(), curve.x(), curve.y());
        }
        return picture;
    }
}
