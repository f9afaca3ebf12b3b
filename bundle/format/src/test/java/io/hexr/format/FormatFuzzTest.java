package io.hexr.format;

import java.util.List;

import io.hexr.oci.FuzzRun;
import org.junit.jupiter.api.Test;

/** The fuzz targets on seeded input; a fuzzer of its own runs them for longer. */
final class FormatFuzzTest {
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
        FuzzRun.of("release-spec", RUNS, FormatFuzz.Specs::fuzzerTestOneInput, FormatFuzz.Specs.truths());
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
