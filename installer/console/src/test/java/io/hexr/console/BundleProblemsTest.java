package io.hexr.console;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.hexr.console.ProblemsTest.Case;
import io.hexr.format.BundleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

final class BundleProblemsTest {
    private static final BundleException.Place PLACE = new BundleException.Place("b.tar.gz", "blobs/sha256/ab", 512);
    private static final String FILE = "hexr-bundle.tar.gz";

    static Stream<Case> cases() {
        return Stream.of(
                new Case(new BundleException.Corrupt(PLACE, "has another digest"), "bundle-corrupt", 4),
                new Case(new BundleException.Refused(PLACE, "is a link"), "bundle-refused", 4),
                new Case(new BundleException.TooNew(FILE, 2, 1, "0.9.0"), "bundle-too-new", 4),
                new Case(new BundleException.TooOld(FILE, 0, 1), "bundle-too-old", 4),
                new Case(new BundleException.Invalid("release.yaml", "has no name"), "document-invalid", 3),
                new Case(new BundleException.Unreadable(FILE, "is a folder"), "bundle-unreadable", 4),
                new Case(new BundleException.Unwritable(FILE, new IOException("EROFS")), "output-unwritable", 3),
                new Case(
                        new BundleException.Unwritable(FILE, new IOException("No space left on device")),
                        "disk-full",
                        10),
                new Case(new BundleException.DiskFull(FILE, 2_000_000, 500_000), "disk-full", 10),
                new Case(new BundleException.Locked(FILE), "output-locked", 3),
                new Case(new BundleException.Stopped(FILE), "creation-stopped", 9),
                new Case(new BundleException.Incomplete(FILE, List.of("vault")), "bundle-incomplete", 3),
                new Case(new BundleException.NotAPartSize("4 apples", "is no size"), "part-size-malformed", 2),
                new Case(new BundleException.PartMissing(FILE, List.of(2, 5), 1), "part-missing", 4),
                new Case(new BundleException.PartDamaged("part 2", "has another digest"), "part-damaged", 4),
                new Case(new BundleException.PartIndexRefused("parts.json", "is empty"), "part-index-refused", 4),
                new Case(new BundleException.PartOutputTaken(FILE, "is another file"), "part-output-taken", 3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsTheSameFailureWithTheSameCodeAndStatus(Case expected) {
        ProblemsTest.assertEndsAs(expected);
    }

    @Test
    void everyCaseOfTheFamilyIsTried() {
        ProblemsTest.assertEveryCaseIsTried(BundleException.class, cases());
    }

    @Test
    void saysHowMuchMustBeFreed() {
        assertThat(Problems.of(new BundleException.DiskFull(FILE, 2_000_000, 500_000))
                        .remedy())
                .startsWith("free 1.50 MB more");
    }
}
