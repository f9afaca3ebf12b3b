package io.hexr.registry;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.hexr.oci.OciException;
import io.hexr.oci.Reference;

/**
 * An upload that outlives the server's process: a note beside its bytes says whose it is and how many of them are on the disk. The note is written after the
 * bytes were forced, so they are there whatever happened since; what the file holds beyond them is not believed.
 */
record KeptUpload(String id, String repository, long offset, Instant noted) {
    /** Nobody goes on with an upload after so long; it is removed when the store is next opened. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final String PREFIX = "upload-";
    private static final String ENDING = ".kept";
    private static final int CAP = 1024;
    private static final Pattern NAME =
            Pattern.compile(PREFIX + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})" + Pattern.quote(ENDING));
    private static final Pattern TEXT = Pattern.compile("hexr upload 1\n([^\n]{1,255})\n(0|[1-9][0-9]{0,17})\n");

    static Path file(Path scratch, String id) {
        return scratch.resolve(PREFIX + id);
    }

    static Path note(Path file) {
        return file.resolveSibling(file.getFileName() + ENDING);
    }

    /** Replaces the note; it is durable when this returns. */
    static void write(StoreUpload upload, long offset, StoreFiles files) throws IOException {
        Path scratch = Objects.requireNonNull(upload.file().getParent(), "an upload lies in the scratch folder");
        Path note = note(upload.file());
        Path temp = note.resolveSibling(note.getFileName() + ".part");
        files.write(
                temp,
                ("hexr upload 1\n" + upload.repository() + "\n" + offset + "\n").getBytes(StandardCharsets.US_ASCII));
        files.rename(temp, note);
        files.sync(scratch);
    }

    /** Those that can be gone on with, the latest first. */
    static List<KeptUpload> in(Path scratch, Instant now) throws IOException {
        List<KeptUpload> all = new ArrayList<>();
        try (Stream<Path> names = Files.list(scratch)) {
            for (Path name : names.toList()) {
                Matcher matcher = NAME.matcher(String.valueOf(name.getFileName()));
                if (matcher.matches()) {
                    read(scratch, matcher.group(1))
                            .filter(kept -> kept.noted().plus(LONGEST).isAfter(now))
                            .ifPresent(all::add);
                }
            }
        }
        all.sort(Comparator.comparing(KeptUpload::noted).reversed());
        return List.copyOf(all);
    }

    private static Optional<KeptUpload> read(Path scratch, String id) throws IOException {
        Path file = file(scratch, id);
        Path note = note(file);
        try {
            if (!isPlain(note) || !isPlain(file) || Files.size(note) > CAP) {
                return Optional.empty();
            }
            Matcher text = TEXT.matcher(Files.readString(note, StandardCharsets.US_ASCII));
            if (!text.matches() || Files.size(file) < Long.parseLong(text.group(2))) {
                return Optional.empty();
            }
            Reference.Names.requireRepository(text.group(1));
            return Optional.of(new KeptUpload(
                    id,
                    text.group(1),
                    Long.parseLong(text.group(2)),
                    Files.getLastModifiedTime(note).toInstant()));
        } catch (CharacterCodingException | OciException.MalformedReference | NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
