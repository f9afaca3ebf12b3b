package io.hexr.charts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.helm.ChartDifference;
import io.hexr.helm.ChartDifference.Touched;
import io.hexr.helm.ChartPacker;
import io.hexr.helm.HelmException;
import io.hexr.helm.ImageLock;
import io.hexr.oci.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ChartDifferenceTest {
    @TempDir
    Path folder;

    private Path changed = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        changed = Files.createDirectories(folder.resolve("changed/hexr-runtime"));
        Charts.copy(Charts.RUNTIME, changed);
    }

    private Path packed(String name, Path chart, ImageLock lock) throws IOException {
        return Files.write(folder.resolve(name), ChartPacker.pack(chart, lock));
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = changed.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private List<ChartDifference.Line> difference() throws IOException {
        return ChartDifference.between(
                () -> Charts.HELM,
                packed("old.tgz", Charts.RUNTIME, Charts.wholeLock()),
                packed("new.tgz", changed, Charts.wholeLock()));
    }

    @Test
    void aChartThatIsTheSameHasNone() throws IOException {
        assertThat(difference()).isEmpty();
    }

    @Test
    void newDigestsOfImagesAreNoChangeOfTheChart() throws IOException {
        ImageLock lock = Charts.wholeLock();
        SortedMap<String, ImageLock.Entry> images = new TreeMap<>(lock.images());
        images.replaceAll((name, entry) -> new ImageLock.Entry(
                entry.repository(), "2.0.0", Digest.of((name + " anew").getBytes(StandardCharsets.UTF_8))));
        assertThat(ChartDifference.between(
                        () -> Charts.HELM,
                        packed("old.tgz", Charts.RUNTIME, lock),
                        packed("new.tgz", Charts.RUNTIME, new ImageLock(images, lock.groups()))))
                .isEmpty();
    }

    @Test
    void rightsNetworkAndDefaultsAreToldApart() throws IOException {
        Files.writeString(changed.resolve("templates/more.yaml"), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reads-all}
                rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: open, namespace: hexr-system}
                spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}
                """);
        edit("values.yaml", "retention: 15d", "retention: 7d");
        List<ChartDifference.Line> lines = difference();
        assertThat(lines)
                .contains(
                        new ChartDifference.Line(Touched.ACCESS, "ClusterRole reads-all", "added", "", ""),
                        new ChartDifference.Line(Touched.NETWORK, "NetworkPolicy hexr-system/open", "added", "", ""),
                        new ChartDifference.Line(
                                Touched.VALUES, "prometheus.retention", "default", "15d", "7d"));
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.touched()).isEqualTo(Touched.OBJECTS);
            assertThat(line.after()).contains("7d");
        });
    }

    @Test
    void aChartOfAnotherProductIsNotCompared() throws IOException {
        Files.delete(changed.resolve("values.schema.json"));
        Path old = packed("old.tgz", Charts.RUNTIME, Charts.wholeLock());
        Path other = packed("new.tgz", changed, Charts.wholeLock());
        assertThatThrownBy(() -> ChartDifference.between(() -> Charts.HELM, old, other)).isInstanceOf(HelmException.class);
    }
}
