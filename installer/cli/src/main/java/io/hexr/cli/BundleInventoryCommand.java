package io.hexr.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.Signatures;
import io.hexr.signing.SigningKey;
import io.hexr.transfer.Inventory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "inventory",
        header = "List what a registry holds, so that the next bundle can leave it out.",
        footer = {
            "hexr bundle inventory --registry registry.site:5000/hexr --output-file inventory.json",
            "hexr bundle inventory --registry registry.site:5000/hexr --output-file inventory.json --sign officer.key"
                    + " --passphrase-file secret.txt",
            "hexr bundle download --from release --have inventory.json --output delta.tar.gz",
        })
final class BundleInventoryCommand implements Verb {
    @Mixin
    final RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--output-file",
            paramLabel = "FILE",
            description = "Where to write the list; without it, it is only counted.")
    @Nullable
    Path file;

    @Option(names = "--sign", paramLabel = "KEY", description = "A private key; its signature lies beside the list.")
    @Nullable
    Path key;

    @Mixin
    final PassphraseOptions protection = new PassphraseOptions();

    @Override
    public Outcome run(Voice voice) {
        if (key != null && file == null) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "a signature lies beside a file")
                    .because("--sign was given without --output-file")
                    .next("add --output-file FILE"));
        }
        // before anything is asked, so that a mistyped passphrase costs nothing
        List<SigningKey> signer = key == null ? List.of() : protection.readAll(List.of(key));
        Inventory inventory = registry.connected(voice, destination -> {
            try (Progress.Step step = voice.progress().step("asking " + destination)) {
                Inventory taken = Inventory.of(
                        destination, Instant.now().truncatedTo(ChronoUnit.SECONDS), voice.cancellation()::check);
                step.done();
                return taken;
            }
        });
        if (inventory.blobs().isEmpty()) {
            voice.narration().warn("nothing of a release is there: a bundle for it must be complete");
        }
        Report report = Report.of("bundle-inventory")
                .with("registry", inventory.registry())
                .with("taken", new Cell.Moment(inventory.taken()))
                .with("blobs", inventory.blobs().size());
        List<String> written = file == null ? List.of() : write(file, inventory, signer);
        return Outcome.done(report.with(new Report.Listing("releases", inventory.releases()))
                .with(new Report.Listing("written", written)));
    }

    private static List<String> write(Path file, Inventory inventory, List<SigningKey> signer) {
        byte[] bytes = inventory.bytes();
        inventory.write(file);
        List<String> written = new ArrayList<>(List.of(file.toString()));
        for (SigningKey each : signer) {
            SignatureFile signature =
                    Signatures.counterSign(String.valueOf(file.getFileName()), Inventory.statement(bytes), each);
            Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file.toAbsolutePath());
            written.add(Approvals.write(signature, folder).toString());
        }
        return written;
    }
}
