package io.hexr.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hexr.console.Voice;
import io.hexr.format.Artifact;
import io.hexr.format.Presence;
import io.hexr.install.Finding;
import io.hexr.install.Wanted;

/** Whether a registry has every image that an installation will take, asked from here. */
final class RegistryImages {
    private static final String ID = "registry.images";

    private RegistryImages() {}

    static Finding asked(Voice voice, InstallChoice.Found found, Wanted wanted) {
        Set<String> digests = wanted.images();
        String asked = "all " + digests.size() + " images, whole, in " + found.registry();
        Optional<Presence> there = found.there(voice);
        if (there.isEmpty()) {
            return new Finding.NotEvaluated(
                    ID,
                    "the release does not come from the registry of the nodes",
                    asked,
                    "name the registry as the place of the release: --from " + found.registry());
        }
        List<String> lacking = found.release().contents().artifacts().stream()
                .filter(artifact -> digests.contains(artifact.content().digest().toString()))
                .filter(artifact -> !there.get().isComplete(artifact))
                .map(Artifact::title)
                .toList();
        return lacking.isEmpty()
                ? new Finding.Pass(ID, "they are there", asked)
                : new Finding.Blocker(
                        ID, "not there: " + String.join(", ", lacking), asked, "push them: hexr bundle push FILE");
    }
}
