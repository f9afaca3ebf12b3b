package io.hexr.charts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.helm.ChartPacker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Helm keeps chart and manifests of each release in one Secret, which may hold 1 MiB. */
class ReleaseSecretTest {
    private static final int GATE = 700 << 10;

    @TempDir
    private Path temp;

    @Test
    void leavesRoomInTheReleaseSecret() throws IOException {
        Path chart = Files.write(temp.resolve("chart.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.wholeLock()));
        String manifests = Charts.render(chart, "air-gapped", List.of()).manifests();
        // as Helm stores it: every file of the chart in base64 inside JSON, with the manifest, compressed, and in
        // base64 again
        ObjectNode release = new ObjectMapper().createObjectNode();
        release.put("manifest", manifests);
        try (Stream<Path> files = Files.walk(Charts.RUNTIME)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                release.put(
                        Charts.RUNTIME.relativize(file).toString(),
                        Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
            }
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(release.toString().getBytes(StandardCharsets.UTF_8));
        }
        int secret = Base64.getEncoder().encode(packed.toByteArray()).length;
        Files.writeString(
                Path.of("target", "release-secret.txt"),
                "release Secret: about " + secret + " of " + GATE + " bytes\n");
        assertThat(secret).isLessThan(GATE);
    }
}
