package io.hexr.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.hexr.assembly.AssemblyException;
import io.hexr.console.ProblemsTest.Case;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

final class AssemblyProblemsTest {
    private static final Path FOLDER = Path.of("release");
    private static final String IMAGE = "image vault";

    static Stream<Case> cases() {
        return Stream.of(
                new Case(new AssemblyException.SourceMissing(IMAGE, "the OCI layout vault"), "source-missing", 3),
                new Case(
                        new AssemblyException.SourceUnreadable("file docs", FOLDER, "is a link"),
                        "source-unreadable",
                        3),
                new Case(new AssemblyException.ContentRefused(IMAGE, "is not gzip"), "content-refused", 3),
                new Case(
                        new AssemblyException.ModelRefused("model tiny", "tiny.gguf", "is not whole"),
                        "model-refused",
                        3),
                new Case(
                        new AssemblyException.WheelRefused("wheels sdk", "a.whl", "lacks METADATA"),
                        "wheel-refused",
                        3),
                new Case(
                        new AssemblyException.IntakeFailed(IMAGE, new OciException.NotFound("a layer")),
                        "content-missing",
                        3),
                new Case(
                        new AssemblyException.IntakeFailed(IMAGE, new OciException.NotEnoughSpace("release", 10, 5)),
                        "disk-full",
                        10),
                new Case(new AssemblyException.OpenRelease(FOLDER, Digest.of(new byte[0])), "content-incomplete", 3),
                new Case(new AssemblyException.OutputTaken(FOLDER, "another release"), "output-taken", 3),
                new Case(
                        new AssemblyException.SourceUnpinned("package redis", Path.of("sources.lock"), "is unknown"),
                        "source-unpinned",
                        3),
                new Case(new AssemblyException.SourceChanged("jar", "sha256:0", "sha256:1"), "source-changed", 3),
                new Case(new AssemblyException.SourceUnavailable("package redis", "is gone"), "source-unavailable", 3),
                new Case(new AssemblyException.ToolMissing("go", "building opa"), "tool-missing", 3),
                new Case(new AssemblyException.ToolFailed("go", "ended with 1", "no such module"), "tool-failed", 3),
                new Case(new AssemblyException.DiskShort("building opa", FOLDER, 10, 5), "disk-full", 10),
                new Case(new AssemblyException.NotBuilt(FOLDER), "release-not-built", 3),
                new Case(new AssemblyException.OutputFailed(FOLDER, new IOException("EROFS")), "release-unwritable", 3),
                new Case(
                        new AssemblyException.OutputFailed(FOLDER, new IOException("No space left on device")),
                        "disk-full",
                        10));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsTheSameFailureWithTheSameCodeAndStatus(Case expected) {
        ProblemsTest.assertEndsAs(expected);
    }

    @Test
    void everyCaseOfTheFamilyIsTried() {
        ProblemsTest.assertEveryCaseIsTried(AssemblyException.class, cases());
    }

    @Test
    void namesTheArtifactWhoseContentFailed() {
        Problem problem = Problems.of(new AssemblyException.IntakeFailed(IMAGE, new OciException.NotFound("a layer")));

        assertThat(problem.summary()).startsWith("image vault: ");
        assertThat(problem.resource()).isEqualTo(IMAGE);
    }
}
