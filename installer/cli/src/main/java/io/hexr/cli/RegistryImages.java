package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.console.Voice;
import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.install.Finding;
import io.hexr.install.Wanted;

/** Whether a registry has every image that an installation will take, asked from here. */
final class RegistryImages {
    private static final String ID = "registry.images";

    private RegistryImages() {}

    static Finding asked(Voice voice, InstallChoice.Found found, Wanted wanted) {
        return judged(found.release().contents(), found.there(voice), wanted.images(), found.registry());
    }

    /** What nobody asked for is advice: the pods that serve now would be gone before the first image turned out to be missing. */
    static Finding judged(Contents contents, Optional<Presence> there, Set<String> digests, String registry) {
        String asked = "all " + digests.size() + " images, whole, in " + registry;
        if (there.isEmpty()) {
            return new Finding.Advice(
                    ID,
                    "nobody asked: the release does not come from the registry of the nodes",
                    asked,
                    "name the registry as the place of the release: --from " + registry
                            + "; or look there, and accept this with the reason");
        }
        SortedSet<String> lacking = new TreeSet<>(digests);
        List<String> incomplete = new ArrayList<>();
        for (Artifact artifact : contents.artifacts()) {
            if (lacking.remove(artifact.content().digest().toString())
                    && !there.get().isComplete(artifact)) {
                incomplete.add(artifact.title());
            }
        }
        // an image that pods name and the release has not
        incomplete.addAll(lacking);
        return incomplete.isEmpty()
                ? new Finding.Pass(ID, "they are there", asked)
                : new Finding.Blocker(
                        ID, "not there: " + String.join(", ", incomplete), asked, "push them: hexr bundle push FILE");
    }
}
