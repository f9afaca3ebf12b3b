package io.hexr.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.hexr.console.ProblemsTest.Case;
import io.hexr.oci.Digest;
import io.hexr.registry.RegistryException;
import io.hexr.transfer.TransferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TransferProblemsTest {
    private static final String REGISTRY = "registry.site:5000/hexr";

    static Stream<Case> cases() {
        return Stream.concat(pushes(), releases());
    }

    private static Stream<Case> releases() {
        Digest digest = Digest.of(new byte[0]);
        return Stream.of(
                new Case(
                        new TransferException.ReleaseMissing(REGISTRY, Optional.of("0.9.0"), List.of("0.8.0")),
                        "release-not-there",
                        3),
                new Case(
                        new TransferException.ReleaseAmbiguous(REGISTRY, List.of("0.8.0", "0.8.1")),
                        "release-ambiguous",
                        3),
                new Case(new TransferException.WrongRelease(REGISTRY, "hexr 0.8.0"), "release-tag-wrong", 5),
                new Case(
                        new TransferException.ReleaseUnreadable(REGISTRY, new IllegalStateException("no release")),
                        "release-unreadable",
                        3),
                new Case(new TransferException.NotThere(REGISTRY, List.of(digest)), "release-incomplete", 3),
                new Case(new TransferException.ListRefused("prune.json", "is empty"), "list-refused", 3),
                new Case(
                        new TransferException.ListUnreadable(Path.of("prune.json"), new IOException("EIO")),
                        "file-unreadable",
                        3));
    }

    private static Stream<Case> pushes() {
        return Stream.of(
                new Case(
                        new TransferException.GroupsIncomplete(REGISTRY, List.of("core: image vault lacks sha256:ab")),
                        "groups-incomplete",
                        3),
                new Case(
                        new TransferException.VersionTaken(REGISTRY, List.of("vault:v1 is sha256:ab")),
                        "version-taken",
                        3),
                new Case(new TransferException.UnknownGroup("cor", List.of("core", "llm")), "group-unknown", 2),
                new Case(
                        new TransferException.Stopped(
                                REGISTRY,
                                5,
                                new RegistryException.ConnectionLost(
                                        "PATCH", RegistryException.ConnectionLost.Ending.CLOSED, null)),
                        "push-stopped",
                        9),
                new Case(
                        new TransferException.ImagesDiffer(REGISTRY, List.of("image vault is not there")),
                        "images-differ",
                        7),
                new Case(
                        new TransferException.Unwritable(Path.of("values.yaml"), new IOException("EROFS")),
                        "result-unwritable",
                        3),
                new Case(
                        new TransferException.Unwritable(
                                Path.of("values.yaml"), new IOException("No space left on device")),
                        "disk-full",
                        10),
                new Case(
                        new TransferException.ReleaseMissing(REGISTRY, Optional.of("0.8.0"), List.of("0.7.0")),
                        "release-not-there",
                        3),
                new Case(
                        new TransferException.ReleaseAmbiguous(REGISTRY, List.of("0.7.0", "0.8.0")),
                        "release-ambiguous",
                        3),
                new Case(new TransferException.WrongRelease(REGISTRY, "hexr 0.7.0"), "release-tag-wrong", 5),
                new Case(
                        new TransferException.ReleaseUnreadable(REGISTRY, new IllegalStateException("is empty")),
                        "release-unreadable",
                        3),
                new Case(
                        new TransferException.NotThere(REGISTRY, List.of(Digest.of(new byte[1]))),
                        "release-incomplete",
                        3),
                new Case(new TransferException.ListRefused("list.json", "is for another registry"), "list-refused", 3),
                new Case(
                        new TransferException.ListUnreadable(Path.of("list.json"), new IOException("EIO")),
                        "file-unreadable",
                        3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsTheSameFailureWithTheSameCodeAndStatus(Case expected) {
        ProblemsTest.assertEndsAs(expected);
    }

    @Test
    void everyCaseOfTheFamilyIsTried() {
        ProblemsTest.assertEveryCaseIsTried(TransferException.class, cases());
    }
}
