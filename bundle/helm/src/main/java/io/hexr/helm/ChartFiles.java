package io.hexr.helm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** The three files of a chart that settle its values, out of a folder or a packed chart. */
record ChartFiles(String name, String version, String values, String schema) {
    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 11;
    private static final int NAME_LENGTH = 100;
    private static final long LARGEST = 64L << 20;

    static ChartFiles read(Path chart) {
        Map<String, String> files = Files.isDirectory(chart) ? folder(chart) : packed(chart);
        for (String needed : new String[] {"Chart.yaml", "values.yaml", "values.schema.json"}) {
            if (!files.containsKey(needed)) {
                throw new HelmException.ChartInvalid(chart, "is no chart of this product: it has no " + needed);
            }
        }
        var page = Documents.read(chart + " Chart.yaml", files.getOrDefault("Chart.yaml", ""));
        return new ChartFiles(
                page.path("name").asText(),
                page.path("version").asText(),
                files.getOrDefault("values.yaml", ""),
                files.getOrDefault("values.schema.json", ""));
    }

    private static Map<String, String> folder(Path chart) {
        Map<String, String> files = new TreeMap<>();
        for (String name : new String[] {"Chart.yaml", "values.yaml", "values.schema.json"}) {
            if (Files.isRegularFile(chart.resolve(name))) {
                files.put(name, Documents.text(chart.resolve(name)));
            }
        }
        return files;
    }

    private static Map<String, String> packed(Path chart) {
        return packed(chart, path -> path.indexOf('/') < 0);
    }

    /** Files of a packed chart, by their path below the chart's own folder. */
    static Map<String, String> packed(Path chart, Predicate<String> which) {
        Map<String, String> files = new TreeMap<>();
        long total = 0;
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(chart)))) {
            for (byte[] header = in.readNBytes(BLOCK);
                    header.length == BLOCK && header[0] != 0;
                    header = in.readNBytes(BLOCK)) {
                String path = new String(header, 0, NAME_LENGTH, StandardCharsets.US_ASCII).split("\0", 2)[0];
                String octal = new String(header, SIZE_AT, SIZE_LENGTH, StandardCharsets.US_ASCII).strip();
                long size = octal.matches("[0-7]+") ? Long.parseLong(octal, 8) : LARGEST;
                total += size;
                if (total >= LARGEST) {
                    throw new HelmException.ChartInvalid(chart, "unpacks to more than " + LARGEST + " bytes");
                }
                byte[] content = in.readNBytes((int) size);
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                String below = path.substring(path.indexOf('/') + 1);
                if (path.indexOf('/') > 0 && which.test(below)) {
                    files.put(below, new String(content, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new HelmException.FileFailed(chart, "cannot be read as a packed chart", e);
        }
        return files;
    }
}
