package io.hexr.airgaptests;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** What the watch is worth: a site from which someone tries to leave, or asks for a name outside, is no longer severed. */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BreachIT {
    private final Once<Site> shared = new Once<>(() -> Site.up("breach-it", "172.31.79"));

    private Site site() {
        return shared.get();
    }

    @AfterAll
    void takeDown() throws Exception {
        shared.close();
    }

    @Test
    void aPacketAndANameThatLeaveTurnTheReportRed() {
        assertThat(site().report()).contains("verdict   severed");

        assertThat(site().attempt("kube", "nslookup", "updates.example.com").status())
                .isNotZero();
        assertThat(site().report()).contains("1 asked beyond the site: updates.example.com.", "verdict   NOT SEVERED");

        // From the node, which alone may set a route where the engine gave the network none.
        String attempt = "ip route replace 198.51.100.0/24 via 172.31.79.1; nc -w 1 198.51.100.7 443 </dev/null";
        assertThat(site().attempt("kube", "sh", "-c", attempt).status()).isNotZero();
        Script.Outcome status = site().status();
        assertThat(status.output()).doesNotContain(" 0 beyond the site").contains("verdict   NOT SEVERED");
        assertThat(status.status()).isEqualTo(1);

        assertThat(status.output()).contains("watch     lives");
        Script.run(Duration.ofMinutes(1), "edge", "stop", "hexr-breach-it");
        assertThat(site().report()).contains("watch     has ended");
    }
}
