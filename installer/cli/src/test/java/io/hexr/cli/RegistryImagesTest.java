package io.hexr.cli;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.format.SampleRelease;
import io.hexr.install.Finding;
import io.hexr.install.JournalPage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said of the images before a running installation is touched, and of the way back when that did not come up. */
final class RegistryImagesTest {
    private final Contents contents = SampleRelease.of(7).contents();
    private final String image =
            contents.artifacts().getFirst().content().digest().toString();

    private Finding judged(Presence there, Set<String> digests) {
        return RegistryImages.judged(contents, Optional.of(there), digests, "registry.site/hexr");
    }

    @Test
    void oneMissingBlobOfOneImageForbids() {
        Presence lacking = Presence.of(
                contents,
                blob -> !blob.digest()
                        .equals(contents.artifacts().getFirst().content().digest()));
        assertThat(judged(lacking, Set.of(image)))
                .isInstanceOf(Finding.Blocker.class)
                .satisfies(finding -> assertThat(finding.found())
                        .contains(contents.artifacts().getFirst().title()));
        assertThat(judged(Presence.complete(contents), Set.of(image))).isInstanceOf(Finding.Pass.class);
    }

    @Test
    void anImageTheReleaseHasNotIsNotThere() {
        String foreign = "sha256:" + "0".repeat(64);
        assertThat(judged(Presence.complete(contents), new TreeSet<>(Set.of(image, foreign))))
                .isInstanceOf(Finding.Blocker.class)
                .satisfies(finding -> assertThat(finding.found()).isEqualTo("not there: " + foreign));
    }

    @Test
    void whatNobodyAskedForTakesAReason() {
        assertThat(RegistryImages.judged(contents, Optional.empty(), Set.of(image), "registry.site/hexr"))
                .isInstanceOf(Finding.Advice.class);
    }

    @Test
    void theWayBackNamesTheVerbThatLeadsThere() {
        JournalPage.Past past = new JournalPage.Past("hexr", "0.8.1", 2, "c", "d", "v", "then");
        assertThat(InstallRun.wayBack(past, 3, "registry.site/hexr"))
                .contains("hexr install restore --version 0.8.1 --allow-rollback 0.8.1@2");
        assertThat(InstallRun.wayBack(past, 1, "registry.site/hexr"))
                .contains("hexr install upgrade --version 0.8.1, with")
                .doesNotContain("rollback");
        assertThat(InstallRun.wayBack(past, 3, null))
                .contains("restore with the bundle of hexr 0.8.1 --allow-rollback");
    }
}
