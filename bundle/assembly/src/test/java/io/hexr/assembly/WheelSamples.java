package io.hexr.assembly;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.hexr.oci.Digest;

/** Wheels as a build tool would make them, and near misses. */
final class WheelSamples {
    private final String folder;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final StringBuilder more = new StringBuilder();
    private final Map<String, byte[]> strangers = new LinkedHashMap<>();

    private WheelSamples(String project, String version) {
        folder = project + "-" + version + ".dist-info/";
    }

    /** A pure wheel of one module, which needs another project where one is named. */
    static WheelSamples of(String project, String version, String... needs) {
        WheelSamples wheel = new WheelSamples(project, version);
        wheel.with(project + "/__init__.py", "VERSION = '" + version + "'\n");
        StringBuilder metadata = new StringBuilder("Metadata-Version: 2.1\nName: " + project.replace('_', '-')
                + "\nVersion: " + version + "\nRequires-Python: >=3.7,<4\n");
        for (String need : needs) {
            metadata.append("Requires-Dist: ").append(need).append('\n');
        }
        wheel.described("METADATA", metadata + "\nName: not a field, but the text\n");
        return wheel.described(
                "WHEEL", "Wheel-Version: 1.0\nGenerator: sample\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    }

    WheelSamples with(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    WheelSamples described(String name, String text) {
        return with(folder + name, text);
    }

    WheelSamples without(String name) {
        files.remove(folder + name);
        return this;
    }

    /** In the RECORD, and not in the archive. */
    WheelSamples andListed(String path) {
        more.append(path).append(",sha256=AAAA,1\n");
        return this;
    }

    /** In the archive, and not in the RECORD. */
    WheelSamples unlisted(String path) {
        strangers.put(path, new byte[1]);
        return this;
    }

    /** The archive with its RECORD. */
    byte[] bytes() {
        StringBuilder lines = new StringBuilder();
        files.forEach((path, bytes) -> lines.append(path)
                .append(",sha256=")
                .append(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of().parseHex(Digest.of(bytes).hex())))
                .append(',')
                .append(bytes.length)
                .append('\n'));
        files.putAll(strangers);
        return recorded(lines + more.toString() + folder + "RECORD,,\n");
    }

    byte[] recorded(String record) {
        described("RECORD", record);
        return zip(files);
    }

    static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(315_532_800_000L);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
