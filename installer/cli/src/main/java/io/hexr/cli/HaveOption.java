package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.oci.Digest;
import io.hexr.signing.Fingerprint;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.Signatures;
import io.hexr.signing.TrustPolicy;
import io.hexr.transfer.Inventory;
import picocli.CommandLine.Option;

/** What the receiver has already, as the receiver says: it only makes a bundle smaller, and the push says what it is short of. */
final class HaveOption {
    @Option(
            names = "--have",
            paramLabel = "FILE",
            description = "An inventory of the receiver, or a bundle it has; its blobs are left out. Repeatable.")
    List<Path> files = new ArrayList<>();

    /** Digests that need not travel. */
    Set<Digest> digests(Voice voice, TrustPolicy policy) {
        Set<Digest> all = new HashSet<>();
        for (Path file : files) {
            if (Inventory.isMeant(file)) {
                byte[] bytes = Inventory.read(file);
                Inventory inventory = Inventory.parse(file, bytes);
                voice.narration()
                        .say(file + ": " + inventory.blobs().size() + " blobs at " + inventory.registry() + ", taken "
                                + inventory.taken() + ", " + signed(file, bytes, policy));
                all.addAll(inventory.blobs());
            } else {
                try (ArchiveBytes archive = BundleSource.open(List.of(file))) {
                    BundleReader.inspect(archive).presence().blobs().forEach(blob -> all.add(blob.digest()));
                }
            }
        }
        return all;
    }

    /** A signature by a known key that is wrong stops; one by a stranger counts for nothing. */
    private static String signed(Path file, byte[] bytes, TrustPolicy policy) {
        Path absolute = file.toAbsolutePath();
        Path folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
        List<SignatureFile> beside = Approvals.read(String.valueOf(absolute.getFileName()), Set.of(folder));
        Set<Fingerprint> good = Signatures.knownSigners(Inventory.statement(bytes), beside, policy);
        return good.isEmpty()
                ? "signed by nobody known here"
                : "signed by "
                        + String.join(
                                ", ", good.stream().map(Fingerprint::brief).toList());
    }

    List<Object> words() {
        List<Object> words = new ArrayList<>();
        files.forEach(file -> words.addAll(List.of("--have", file)));
        return words;
    }
}
