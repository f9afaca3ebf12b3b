package io.hexr.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/** Which repositories need a blob, and which have it. */
final class BlobSurvey {
    private final Survey survey;
    private final Map<Digest, Places> blobs = new LinkedHashMap<>();

    /** Where one blob is and is not. */
    private static final class Places {
        private final SortedSet<String> needing = new TreeSet<>();
        private final SortedSet<String> having = new TreeSet<>();

        synchronized void has(String repository) {
            having.add(repository);
        }
    }

    BlobSurvey(Survey survey) {
        this.survey = survey;
    }

    void need(String repository, ArtifactState state) {
        for (Digest blob : state.blobs()) {
            blobs.computeIfAbsent(blob, b -> new Places()).needing.add(repository);
        }
    }

    void ask(Dispatch dispatch) {
        List<Runnable> questions = new ArrayList<>();
        blobs.forEach((digest, places) ->
                places.needing.forEach(repository -> questions.add(() -> askFor(digest, places, repository))));
        dispatch.run(questions);
        // a delta leaves out what lies in any repository of the receiver; it may be needed in another one now
        List<Runnable> further = new ArrayList<>();
        blobs.forEach((digest, places) -> {
            if (places.having.isEmpty() && !survey.inBundle(digest)) {
                further.add(() -> search(digest, places));
            }
        });
        dispatch.run(further);
    }

    private void askFor(Digest digest, Places places, String repository) {
        if (survey.has(repository, survey.described(digest))) {
            places.has(repository);
        }
    }

    private void search(Digest digest, Places places) {
        for (String repository : survey.repositories()) {
            if (!places.needing.contains(repository) && survey.has(repository, survey.described(digest))) {
                places.has(repository);
                return;
            }
        }
    }

    /** What of an artifact's blobs is nowhere. */
    List<Descriptor> missing(ArtifactState state) {
        return state.blobs().stream()
                .filter(digest ->
                        !survey.inBundle(digest) && places(digest).having.isEmpty())
                .map(survey::described)
                .toList();
    }

    /** What to do for the repositories of what is delivered; others that need the blob have to wait for the rest of theirs. */
    PushPlan.BlobTask task(Digest digest, SortedSet<String> delivered) {
        Places places = places(digest);
        List<String> lacking = delivered.stream()
                .filter(repository -> !places.having.contains(repository))
                .toList();
        Optional<String> from = places.having.stream().findFirst();
        return new PushPlan.BlobTask(survey.described(digest), lacking, from);
    }

    private Places places(Digest digest) {
        return java.util.Objects.requireNonNull(blobs.get(digest), digest::toString);
    }
}
