package io.hexr.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.hexr.console.ProblemsTest.Case;
import io.hexr.helm.HelmException;
import io.hexr.helm.Refusal;
import io.hexr.helm.Rule;
import io.hexr.helm.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

final class HelmProblemsTest {
    private static final Path CHART = Path.of("hexr-runtime");
    private static final Refusal REFUSAL = new Refusal("spire.oidc.enabled", "true", "federates", "leave it false");

    static Stream<Case> cases() {
        return Stream.of(
                new Case(new HelmException.HostUnsupported("Mac OS X", "aarch64"), "host-unsupported", 3),
                new Case(new HelmException.LibraryMissing(CHART), "helm-missing", 3),
                new Case(new HelmException.LibraryUnusable(CHART, new LinkageError("noexec")), "helm-unusable", 3),
                new Case(new HelmException.LauncherUnsafe("a.property"), "launcher-unsafe", 2),
                new Case(new HelmException.ChartInvalid(CHART, "has no values.yaml"), "chart-invalid", 3),
                new Case(new HelmException.DocumentInvalid("a.yaml", "is no YAML"), "chart-document-invalid", 3),
                new Case(new HelmException.ValuesRefused(List.of(REFUSAL)), "values-refused", 3),
                new Case(new HelmException.RenderFailed(CHART, "words"), "chart-not-rendered", 3),
                new Case(
                        new HelmException.ManifestsRefused(
                                "air-gapped", List.of(new Violation(Rule.PROBES, "Deployment a", "has no probe"))),
                        "manifests-refused",
                        3),
                new Case(new HelmException.ApplyFailed("hexr-runtime", "forbidden"), "helm-apply-failed", 9),
                new Case(new HelmException.WorldOpen(CHART, List.of("a is unused")), "world-open", 3),
                new Case(
                        new HelmException.FileFailed(CHART, "cannot be read", new IOException("gone")),
                        "chart-file-failed",
                        3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsTheSameFailureWithTheSameCodeAndStatus(Case expected) {
        ProblemsTest.assertEndsAs(expected);
    }

    @Test
    void everyCaseOfTheFamilyIsTried() {
        ProblemsTest.assertEveryCaseIsTried(HelmException.class, cases());
    }

    @Test
    void saysWhatToDoAboutEachRefusedValue() {
        Problem one = Problems.of(new HelmException.ValuesRefused(List.of(REFUSAL)));
        assertThat(one.summary()).isEqualTo("spire.oidc.enabled=true: federates");
        assertThat(one.remedy()).isEqualTo("leave it false");
        assertThat(one.resource()).isEqualTo("spire.oidc.enabled");
        Problem two = Problems.of(
                new HelmException.ValuesRefused(List.of(REFUSAL, new Refusal("b", "", "is missing", "set it"))));
        assertThat(two.summary()).isEqualTo("2 values are refused: spire.oidc.enabled=true: federates; b: is missing");
        assertThat(two.remedy()).isEqualTo("spire.oidc.enabled: leave it false; b: set it");
    }

    @Test
    void quotesHelmAsHelm() {
        assertThat(Problems.of(new HelmException.RenderFailed(CHART, "parse error"))
                        .said())
                .isEqualTo("parse error");
    }
}
