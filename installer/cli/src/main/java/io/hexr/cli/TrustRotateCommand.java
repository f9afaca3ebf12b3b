package io.hexr.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.signing.Rotation;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.SignerSet;
import io.hexr.signing.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "rotate",
        header = "Take over the next releasing keys that the present ones signed for.",
        footer = {
            "hexr trust rotate hexr-rotation-1.json",
            "hexr trust rotate hexr-rotation-1.json hexr-rotation-2.json --trust site.json",
        })
final class TrustRotateCommand implements Verb {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Hand-overs in their order, as hexr key hand-over wrote them; the signatures lie beside them.")
    List<Path> files = new ArrayList<>();

    @Mixin
    final TrustOption trust = new TrustOption();

    /** A statement with what lies beside it. */
    @SuppressWarnings("ArrayRecordComponent") // two of these are never compared
    private record HandOver(byte[] statement, List<SignatureFile> signatures) {
        static HandOver read(Path file) {
            return new HandOver(
                    Rotation.read(file),
                    Approvals.read(String.valueOf(file.getFileName()), Approvals.folders(List.of(file))));
        }
    }

    @Override
    public Outcome run(Voice voice) {
        List<HandOver> handOvers = files.stream().map(HandOver::read).toList();
        List<List<Cell>> taken = new ArrayList<>();
        TrustPolicy policy = trust.updateRequired(voice.environment(), before -> {
            TrustPolicy now = before;
            for (HandOver next : handOvers) {
                TrustPolicy after = now.rotate(next.statement(), next.signatures(), Instant.now());
                taken.add(row(Rotation.parse(next.statement()), now));
                now = after;
            }
            return now;
        });
        return Outcome.done(TrustListCommand.report(policy, trust.path(voice.environment()))
                .with(new Report.Table("taken", List.of("release", "rotation", "gone", "new"), taken)));
    }

    private static List<Cell> row(Rotation taken, TrustPolicy before) {
        Set<String> present =
                fingerprints(Objects.requireNonNull(before.releases().get(taken.release()), "rotated")
                        .release());
        Set<String> next = fingerprints(taken.signers());
        return List.of(
                Cell.of(taken.release()),
                Cell.of(taken.number()),
                Cell.of(without(present, next)),
                Cell.of(without(next, present)));
    }

    private static Set<String> fingerprints(SignerSet set) {
        return set.signers().stream()
                .flatMap(signer -> signer.keys().stream())
                .map(key -> key.fingerprint().brief())
                .collect(Collectors.toSet());
    }

    private static String without(Set<String> some, Set<String> others) {
        return some.stream().filter(key -> !others.contains(key)).sorted().collect(Collectors.joining(", "));
    }
}
