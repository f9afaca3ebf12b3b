package io.hexr.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class PushJournalTest {
    private static final String REPOSITORY = "site/hexr/gateway";
    private static final String ADDRESS = "http://127.0.0.1:5000/v2/site/hexr/gateway/blobs/uploads/1";

    @TempDir
    private Path all = Path.of("");

    private static final Descriptor LARGE =
            Descriptor.of(MediaTypes.OCTET_STREAM, Digest.of(new byte[] {1}), 64L << 20);

    private Path folder() {
        return all.resolve("push").resolve("one");
    }

    private PushJournal journal() {
        return PushJournal.in(folder(), folder -> {
            try (var files = Files.list(folder)) {
                return files.toList();
            }
        });
    }

    @Test
    void anUploadIsFoundAgainAfterTheProcessAndNotOnceItEnded() {
        try (PushJournal journal = journal()) {
            journal.of(REPOSITORY).moved(LARGE, ADDRESS, 1 << 20);
        }
        try (PushJournal journal = journal()) {
            assertThat(journal.left()).isOne();
            assertThat(journal.of(REPOSITORY).begun(LARGE)).contains(ADDRESS);
            assertThat(journal.of("site/hexr/other").begun(LARGE)).isEmpty();

            journal.of(REPOSITORY).ended(LARGE);
        }
        try (PushJournal journal = journal()) {
            assertThat(journal.left()).isZero();
            assertThat(journal.failure()).isEmpty();
        }
    }

    @Test
    void nobodyElseMayReadAnAddressForItMayHoldASecret() throws IOException {
        try (PushJournal journal = journal()) {
            journal.of(REPOSITORY).moved(LARGE, ADDRESS, 1 << 20);

            try (var files = Files.list(folder())) {
                assertThat(files.toList())
                        .hasSize(2)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aPushThatEndedLeavesNothingNotEvenWhatAKillLeftHalfWritten() throws IOException {
        Files.createDirectories(folder());
        String entry = LARGE.digest().hex() + ".upload";
        Files.writeString(folder().resolve("." + entry + ".0123.partial"), "http://127.0.");
        Files.writeString(folder().resolve(entry + ".partial"), "");

        try (PushJournal journal = journal()) {
            assertThat(journal.left()).as("what is half-written is no entry").isZero();
            journal.of(REPOSITORY).moved(LARGE, ADDRESS, 1 << 20);
            journal.finished();

            assertThat(journal.failure()).isEmpty();
        }
        assertThat(folder()).doesNotExist();
    }

    @Test
    void aJournalThatCannotBeReadHoldsNoLock() {
        IOException broken = new IOException("the folder cannot be listed");
        try (PushJournal journal = PushJournal.in(folder(), folder -> {
            throw broken;
        })) {
            assertThat(journal.failure()).contains(broken);
            assertThat(journal.of(REPOSITORY).begun(LARGE)).isEmpty();
        }
        try (PushJournal next = journal()) {
            next.of(REPOSITORY).moved(LARGE, ADDRESS, 1 << 20);

            assertThat(next.of(REPOSITORY).begun(LARGE)).isEqualTo(Optional.of(ADDRESS));
        }
    }

    @Test
    void aSecondPushOfTheSameKindGoesOnWithoutAJournal() {
        try (PushJournal first = journal();
                PushJournal second = journal()) {
            first.of(REPOSITORY).moved(LARGE, ADDRESS, 1 << 20);
            second.of(REPOSITORY).moved(LARGE, "http://127.0.0.1:5000/elsewhere", 1 << 20);

            assertThat(second.failure()).isEmpty();
            assertThat(second.of(REPOSITORY).begun(LARGE)).isEmpty();
            assertThat(first.of(REPOSITORY).begun(LARGE)).contains(ADDRESS);
        }
    }
}
