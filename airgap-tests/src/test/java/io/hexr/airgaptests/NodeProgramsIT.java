package io.hexr.airgaptests;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The test cluster's own Go programs keep to their form and pass their unit tests. */
@Tag("airgap")
final class NodeProgramsIT {
    @Test
    void passTheirOwnTests() {
        assertThat(Script.run(Duration.ofMinutes(15), "cluster/test"))
                .contains("internal/netpol", "internal/edge", "internal/boot")
                .doesNotContain("FAIL");
    }
}
