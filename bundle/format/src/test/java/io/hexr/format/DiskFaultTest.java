package io.hexr.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The disk fails at each write operation of creating, splitting and joining, one after the other: full, out of quota, broken, read-only, forbidden. Each time there is
 * one clear refusal, no file under its final name that is not whole, and a rerun on a disk that works ends in the same bytes. With {@code -Dhexr.full} every
 * operation and every fault, otherwise a sample.
 */
@SuppressWarnings("EnumOrdinal") // only so that faults begin at different steps
final class DiskFaultTest {
    private static final boolean FULL = Boolean.getBoolean("hexr.full");
    private static final String NAME = "hexr-bundle.tar.gz";

    private final SampleRelease sample = SampleRelease.of(11);

    @TempDir
    Path folder;

    /** What a system says, as Java hands it on. */
    enum Fault {
        FULL_DISK("No space left on device"),
        QUOTA("Disk quota exceeded"),
        BROKEN("Input/output error"),
        READ_ONLY("Read-only file system"),
        FORBIDDEN("");

        private final String reason;

        Fault(String reason) {
            this.reason = reason;
        }

        IOException thrown() {
            return this == FORBIDDEN
                    ? new AccessDeniedException("the place")
                    : this == READ_ONLY ? new FileSystemException("the place", null, reason) : new IOException(reason);
        }

        boolean isRoom() {
            return this == FULL_DISK || this == QUOTA;
        }
    }

    /** What is done to a folder. */
    enum Work {
        CREATE,
        SPLIT,
        JOIN
    }

    private void perform(Work work, Path into) {
        Path bundle = folder.resolve(NAME);
        switch (work) {
            case CREATE -> {
                VerifiedRelease release = sample.release();
                BundleWriter.write(release, Presence.complete(release.contents()), into.resolve(NAME), 1, bytes -> {});
            }
            case SPLIT -> {
                try (ArchiveBytes archive = ArchiveFile.open(bundle)) {
                    PartWriter.split(
                            archive,
                            SplitPlan.of(archive, into, PartSize.parse("40000B"), 2, SplitPlan.Folders.PER_DISC));
                }
            }
            case JOIN -> {
                try (PartSet parts = PartSet.open(java.util.List.of(folder.resolve("parts")))) {
                    PartJoin.join(parts, into.resolve(NAME));
                }
            }
        }
    }

    private void prepare(Work work) {
        if (work != Work.CREATE) {
            sample.write(folder.resolve(NAME));
        }
        if (work == Work.JOIN) {
            try (ArchiveBytes archive = ArchiveFile.open(folder.resolve(NAME))) {
                PartWriter.split(
                        archive,
                        SplitPlan.of(
                                archive, folder.resolve("parts"), PartSize.parse("40000B"), 1, SplitPlan.Folders.ONE));
                // so that restoring is part of it
                Files.delete(folder.resolve("parts").resolve(NAME + ".002"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Map<String, byte[]> files(Path below) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(below)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                found.put(below.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void oneRefusalNothingHalfAndARerunThatEndsRight(Work work) throws IOException {
        prepare(work);
        Path good = Files.createDirectory(folder.resolve("good"));
        FaultyDisk counting = FaultyDisk.failing(0, new IOException("never"));
        perform(work, counting.path(good));
        Map<String, byte[]> expected = files(good);
        int operations = counting.operations();
        assertThat(operations).isGreaterThan(15);
        int cases = 0;
        int refused = 0;
        int step = FULL ? 1 : Math.max(1, operations / 12);
        int first = 0;
        for (Fault fault : Fault.values()) {
            // each kind of fault strikes at points of its own
            for (int at = 1 + first++ % step; at <= operations; at += step) {
                Path into = Files.createDirectory(folder.resolve(fault + "-" + at));
                FaultyDisk disk = FaultyDisk.failing(at, fault.thrown());
                Throwable refusal = catchThrowable(() -> perform(work, disk.path(into)));
                cases++;
                if (refusal == null) {
                    // making a folder that is there already fails without harm
                    assertSame(files(into), expected);
                    continue;
                }
                refused++;
                assertRefused(refusal, fault, work + " with " + fault + " at operation " + at);
                files(into).forEach((name, bytes) -> {
                    if (expected.containsKey(name)) {
                        assertThat(Arrays.equals(bytes, expected.get(name)))
                                .as(name + " is whole")
                                .isTrue();
                    }
                });
                perform(work, into);
                assertSame(files(into), expected);
            }
        }
        System.out.printf(
                "disk faults: %s: %d write operations, %d cases, %d refused clearly, %d done all the same, 0 half-named"
                        + " files, %d reruns ended right%n",
                work, operations, cases, refused, cases - refused, refused);
    }

    private static void assertRefused(Throwable refusal, Fault fault, String what) {
        assertThat(refusal).as(what).isInstanceOfAny(BundleException.DiskFull.class, BundleException.Unwritable.class);
        if (refusal instanceof BundleException.DiskFull full) {
            assertThat(fault.isRoom()).as(what).isTrue();
            assertThat(full.needed()).isPositive();
            assertThat(full).hasMessageContaining("more bytes").hasMessageContaining("are free");
        } else {
            String said = fault == Fault.FORBIDDEN ? "access is denied" : fault.reason;
            assertThat(refusal).as(what).hasMessageContaining(said);
        }
    }

    private static void assertSame(Map<String, byte[]> found, Map<String, byte[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, bytes) ->
                assertThat(Arrays.equals(bytes, expected.get(name))).as(name).isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void aDiskTooSmallIsRefusedBeforeAnythingIsWritten(Work work) throws IOException {
        prepare(work);
        Path into = Files.createDirectory(folder.resolve("small"));
        FaultyDisk disk = FaultyDisk.withRoom(1000);
        assertThat(catchThrowable(() -> perform(work, disk.path(into))))
                .isInstanceOfSatisfying(BundleException.DiskFull.class, full -> {
                    assertThat(full.free()).isEqualTo(1000);
                    assertThat(full.needed()).isGreaterThan(200_000);
                });
        assertThat(files(into)).isEmpty();
    }
}
