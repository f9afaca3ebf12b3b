package io.hexr.console;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

final class ProblemsTest {
    private static final Digest A = Digest.parse("sha256:" + "a".repeat(64));
    private static final Digest B = Digest.parse("sha256:" + "b".repeat(64));

    record Case(Throwable failure, String code, int exit) {}

    static Stream<Case> cases() {
        IOException full = new FileSystemException("/media/usb/x", null, "No space left on device");
        OciException fullStore = new OciException.StoreFailed("/media/usb/x", full);
        return Stream.of(
                new Case(new OciException.MalformedDigest("sha256:ab"), "digest-malformed", 3),
                new Case(new OciException.MalformedReference("A:b", "has capitals"), "reference-malformed", 3),
                new Case(new OciException.MalformedDocument("index.json", "is empty"), "document-malformed", 4),
                new Case(new OciException.TooLarge("index.json", 10, 5), "content-too-large", 4),
                new Case(new OciException.DigestMismatch("blob", A, B), "digest-mismatch", 4),
                new Case(new OciException.SizeMismatch("blob", 5, "6"), "size-mismatch", 4),
                new Case(new OciException.NotFound("blob"), "content-missing", 3),
                new Case(new OciException.GraphRefused("index", "contains itself"), "graph-refused", 4),
                new Case(new OciException.StoreFailed("/store", new IOException("gone")), "store-failed", 3),
                new Case(fullStore, "disk-full", 10),
                new Case(new OciException.NotEnoughSpace("/store", 10, 5), "disk-full", 10),
                new Case(new OciException.Interrupted("the copy"), "interrupted", 130),
                new Case(
                        new OciException.CopyFailed(
                                OciException.CopyFailed.Side.DESTINATION,
                                Descriptor.of("application/octet-stream", A, 1),
                                fullStore),
                        "disk-full",
                        10),
                new Case(new ConsoleException.AnswerNeeded("Go on?"), "answer-needed", 2),
                new Case(new ConsoleException.Interrupted("hexr again"), "interrupted", 130),
                new Case(new ConsoleException.OutputFailed(new IOException("EIO")), "output-failed", 3),
                new Case(
                        new ConsoleException.OutputFailed(new IOException("No space left on device")), "disk-full", 10),
                new Case(new InvalidPathException("a\0b", "Nul character not allowed"), "path-malformed", 3),
                new Case(new IllegalStateException("oops"), "bug", 1),
                new Case(new StackOverflowError(), "bug", 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsTheSameFailureWithTheSameCodeAndStatus(Case expected) {
        Problem problem = Problems.of(expected.failure());

        assertThat(problem.code().id()).isEqualTo(expected.code());
        assertThat(problem.status().code()).isEqualTo(expected.exit());
        assertThat(problem.summary()).isNotBlank();
        assertThat(problem.cause()).isNotBlank();
        assertThat(problem.remedy()).isNotBlank();
    }

    @Test
    void namesTheSideOfACopyThatFailed() {
        Problem problem = Problems.of(new OciException.CopyFailed(
                OciException.CopyFailed.Side.SOURCE,
                Descriptor.of("application/octet-stream", A, 1),
                new OciException.DigestMismatch("blob", A, B)));

        assertThat(problem.summary()).contains("copying " + A, "source");
        assertThat(problem.resource()).isEqualTo(A.toString());
        assertThat(problem.code().id()).isEqualTo("digest-mismatch");
    }

    @Test
    void everyCaseOfTheFamilyIsTried() {
        assertEveryCaseIsTried(OciException.class, cases());
    }

    /** What each family's test asserts of each of its cases. */
    static void assertEndsAs(Case expected) {
        Problem problem = Problems.of(expected.failure());

        assertThat(problem.code().id()).isEqualTo(expected.code());
        assertThat(problem.status().code()).isEqualTo(expected.exit());
        assertThat(problem.summary()).contains(expected.failure().getMessage());
        assertThat(problem.cause()).isNotBlank();
        assertThat(problem.remedy()).isNotBlank();
    }

    /** A new case of a family must be tried, too. */
    static void assertEveryCaseIsTried(Class<?> family, Stream<Case> cases) {
        List<Class<?>> tried = cases.<Class<?>>map(c -> c.failure().getClass()).toList();

        assertThat(tried).containsAll(leaves(family).toList());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ProblemsTest::leaves)
                : Stream.of(type);
    }

    @Test
    void idsAreUniqueAcrossTheFamilies() {
        assertThat(ProblemCode.all().stream().map(ProblemCode::id)).doesNotHaveDuplicates();
    }

    @Test
    void thePageOfErrorsSaysWhatTheCodeSays() {
        StringBuilder page = new StringBuilder("""
                # Errors

                Every failure has a code, printed as `code:` in text and as `code` in JSON, and an exit status. Codes are stable: none is renamed or given
                another meaning. This page is generated from the code: `mvn -pl installer/console -am test -Dgolden.update`.

                ## Exit statuses

                | Status | Meaning |
                |---|---|
                """);
        for (ExitStatus status : ExitStatus.values()) {
            page.append("| ")
                    .append(status.code())
                    .append(" | ")
                    .append(status.meaning())
                    .append(" |\n");
        }
        page.append("\n## Codes\n\n| Code | Status | Likely cause | Next |\n|---|---|---|---|\n");
        for (ProblemCode code : ProblemCode.all()) {
            page.append("| `")
                    .append(code.id())
                    .append("` | ")
                    .append(code.status().code());
            page.append(" | ")
                    .append(code.cause())
                    .append(" | ")
                    .append(code.remedy())
                    .append(" |\n");
        }

        Golden.check(Path.of("..", "..", "docs", "errors.md"), page.toString());
    }
}
