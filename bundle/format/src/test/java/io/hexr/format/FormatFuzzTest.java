package io.hexr.format;

import java.util.List;

import io.hexr.oci.FuzzRun;
import org.junit.jupiter.api.Test;

/** The fuzz targets on seeded input; a fuzzer of its own runs them for longer. */
final class FormatFuzzTest {
    private static final String SPEC = """
        release: hexr
        version: "0.8"
        sequence: 3
        images:
          - name: vault
            layout: images/vault
            reference: v0.3.0
            platform: linux/arm64
            tags: [v0.3.0]
            loadTags: [latest]
            groups: [core, edge]
            licence: Apache-2.0
        files:
          - {name: notes, path: ../notes.txt, tags: ["1.0"], groups: [docs]}
        expires: {vex: "2027-05-01"}
        planned: [gateway]
        """;

    private static final int RUNS = 500;

    @Test
    void archives() {
        FuzzRun.of("archive", RUNS, FormatFuzz.Archives::fuzzerTestOneInput, List.of(FormatFuzz.Archives.truth()));
    }

    @Test
    void inspections() {
        FuzzRun.of(
                "inspection", RUNS, FormatFuzz.Inspections::fuzzerTestOneInput, List.of(FormatFuzz.Archives.truth()));
    }

    @Test
    void contents() {
        FuzzRun.of(
                "contents",
                RUNS,
                FormatFuzz.ContentsLists::fuzzerTestOneInput,
                List.of(FormatFuzz.ContentsLists.truth()));
    }

    @Test
    void locks() {
        FuzzRun.of("release-lock", RUNS, FormatFuzz.Locks::fuzzerTestOneInput, List.of(FormatFuzz.Locks.truth()));
    }

    @Test
    void specs() {
        FuzzRun.of(
                "release-spec",
                RUNS,
                FormatFuzz.Specs::fuzzerTestOneInput,
                List.of(SPEC.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void signedArchives() {
        FuzzRun.of(
                "signed-archive",
                RUNS,
                FormatFuzz.SignedArchives::fuzzerTestOneInput,
                List.of(FormatFuzz.SignedArchives.truth()));
    }

    @Test
    void entries() {
        FuzzRun.of("entries", RUNS, FormatFuzz.Entries::fuzzerTestOneInput, FormatFuzz.Entries.truths());
    }

    @Test
    void presences() {
        FuzzRun.of("presence", RUNS, FormatFuzz.Presences::fuzzerTestOneInput, List.of(FormatFuzz.Presences.truth()));
    }
}
