package io.hexr.install;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told to be the matter, from what was found. */
final class DiagnosisTest {
    private static List<String> titles(List<String> reasons, List<Finding> findings, List<String> warnings) {
        return Diagnosis.of(new Installation(Installation.State.DEGRADED, reasons, List.of()), findings, warnings)
                .stream()
                .map(Diagnosis.Cause::title)
                .toList();
    }

    @Test
    void theCauseThatExplainsOthersComesFirst() {
        assertThat(titles(
                        List.of(
                                "Deployment hexr-system/web is not ready: 0 of 1 pods ready; ImagePullBackOff: x509:"
                                        + " certificate signed by unknown authority",
                                "the run for hexr 0.8.0 has not come to its end"),
                        List.of(),
                        List.of()))
                .containsExactly(
                        "Nodes or pods do not believe a certificate",
                        "An image cannot be pulled",
                        "A run of hexr or of Helm was stopped half-way");
    }

    @Test
    void findingsAndWarningsCountAndPassesDoNot() {
        assertThat(titles(
                        List.of(),
                        List.of(
                                new Finding.Blocker("nodes.ready", "0 of 1 ready", "nodes", "see why"),
                                new Finding.Pass("room.cpu", "plenty", "some")),
                        List.of("Pod a/b FailedScheduling: 0/1 nodes are available")))
                .containsExactly("A node is not ready, or short of something", "There is no room for a pod");
    }

    @Test
    void whatNoRuleKnowsIsToldAllTheSame() {
        assertThat(titles(List.of("something odd"), List.of(), List.of())).containsExactly("No known cause");
        assertThat(titles(List.of(), List.of(), List.of())).isEmpty();
    }
}
