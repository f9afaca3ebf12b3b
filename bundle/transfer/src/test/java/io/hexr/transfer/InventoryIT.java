package io.hexr.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.hexr.format.Artifact;
import io.hexr.format.Presence;
import io.hexr.format.SampleRelease;
import io.hexr.oci.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class InventoryIT {
    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(5);

    @SuppressWarnings("NullAway.Init") // set before each test
    private Site site;

    @BeforeEach
    void open() {
        site = Site.in(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Inventory taken() {
        return Inventory.of(site.registry(), SampleRelease.NOW, () -> {});
    }

    @Test
    void listsWhatIsThere() {
        site.holds(sample);

        Inventory inventory = taken();

        assertThat(inventory.releases()).containsExactly("hexr 0.8.0");
        assertThat(inventory.registry()).endsWith("/site/hexr");
        assertThat(inventory.blobs())
                .containsExactlyInAnyOrderElementsOf(sample.contents().blobs().stream()
                        .map(blob -> blob.digest())
                        .toList());
    }

    @Test
    void leavesOutWhatIsNamedAndNotThere() {
        Artifact gone = sample.contents().artifacts().getFirst();
        site.holds(sample);
        site.store(gone.pushName()).delete(gone.content());

        assertThat(taken().blobs()).doesNotContain(gone.content().digest()).isNotEmpty();
    }

    @Test
    void isEmptyWhereThereIsNoRelease() {
        assertThat(taken().blobs()).isEmpty();
    }

    @Test
    void leavesOnlyTheNewLayerItsConfigAndManifestToBeCarried() {
        site.holds(sample);
        SampleRelease next = sample.successor("0.8.1", 8);
        Inventory inventory = taken();

        Presence delta = Presence.of(next.contents(), blob -> !inventory.blobs().contains(blob.digest()));

        assertThat(delta.blobs()).hasSize(3);
    }

    @Test
    void isReadBackAsItWasWritten() {
        site.holds(sample);
        Inventory inventory = taken();
        Path file = folder.resolve("inventory.json");
        inventory.write(file);

        assertThat(Inventory.isMeant(file)).isTrue();
        assertThat(Inventory.parse(file, Inventory.read(file))).isEqualTo(inventory);
    }

    @Test
    void tellsABundleFromAnInventory() {
        assertThat(Inventory.isMeant(sample.write(folder.resolve("bundle.tar.gz"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"schema\": \"hexr.io/inventory/v2\"}",
                "{\"schema\": \"hexr.io/inventory/v1\", \"taken\": \"yesterday\"}",
                "{\"schema\": \"hexr.io/inventory/v1\", \"taken\": \"2026-11-21T12:00:00Z\", \"blobs\":"
                        + " [\"sha256:../..\"]}",
                "{\"schema\": \"hexr.io/inventory/v1\", \"taken\": \"2026-11-21T12:00:00Z\", \"extra\": 1}",
            })
    void refusesWhatIsNoInventory(String text) throws IOException {
        Path file = folder.resolve("inventory.json");
        Files.writeString(file, text);

        assertThatThrownBy(() -> Inventory.parse(file, Inventory.read(file)))
                .isInstanceOf(TransferException.ListRefused.class)
                .hasMessageContaining("inventory.json");
    }

    @Test
    void isSignedAsALineThatStockToolsCheck() {
        byte[] file = "{}\n".getBytes(StandardCharsets.US_ASCII);

        assertThat(new String(Inventory.statement(file), StandardCharsets.US_ASCII))
                .isEqualTo(Digest.of(file).hex() + "  inventory.json\n");
    }
}
