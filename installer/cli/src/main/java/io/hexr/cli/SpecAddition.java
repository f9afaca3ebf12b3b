package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

import io.hexr.assembly.AssemblyException;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.format.ReleaseSpecEdit;
import io.hexr.oci.DurableFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every artifact of a release spec is called and belongs to, and how it gets into the spec. */
final class SpecAddition {
    private static final int SPEC_BYTES = 4 << 20;

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name within the release.")
    String name = "";

    @Option(names = "--spec", paramLabel = "FILE", required = true, description = "The release spec to write into.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path spec;

    @Option(names = "--tag", paramLabel = "TAG", required = true, description = "A tag it is pushed under; repeatable.")
    List<String> tags = new ArrayList<>();

    @Option(names = "--group", paramLabel = "NAME", required = true, description = "A group it belongs to; repeatable.")
    List<String> groups = new ArrayList<>();

    @Option(names = "--push-name", paramLabel = "NAME", description = "Its repository, if not the usual one.")
    @Nullable
    String pushName;

    @Option(names = "--licence", paramLabel = "SPDX", description = "Its licence, as an SPDX expression.")
    @Nullable
    String licence;

    @Option(names = "--plan", description = "Show the lines; write nothing.")
    boolean planOnly;

    /** The fields of the artifact, in the order that specs have them. */
    final class Fields {
        private final SequencedMap<String, Object> all = new LinkedHashMap<>();

        private Fields(String repository) {
            all.put("name", name);
            if (!repository.equals(name)) {
                all.put("pushName", repository);
            }
        }

        Fields with(String field, @Nullable Object value) {
            if (value != null) {
                all.put(field, value);
            }
            return this;
        }

        Fields withAll(String field, List<String> values) {
            return with(field, values.isEmpty() ? null : values);
        }

        /** A path that must be there, as the command line has it; the spec has it relative to its own folder. */
        Fields withPath(String field, @Nullable Path path) {
            if (path == null) {
                return this;
            }
            Path place = path.toAbsolutePath().normalize();
            if (!Files.exists(place)) {
                throw new AssemblyException.SourceMissing(name, path.toString());
            }
            return with(field, folder().relativize(place).toString());
        }
    }

    /** @param usually the folder of repositories that such artifacts lie in; empty for none */
    Fields fields(String usually) {
        return new Fields(Optional.ofNullable(pushName).orElse(usually + name));
    }

    private Path folder() {
        return Objects.requireNonNullElse(spec.toAbsolutePath().normalize().getParent(), Path.of("/"));
    }

    /** Writes it in. The file is there as it was or as it will be, never in between. */
    Outcome into(ReleaseSpecEdit.Section section, Fields fields) {
        fields.with("tags", tags).with("groups", groups).with("licence", licence);
        byte[] before = read();
        byte[] after = ReleaseSpecEdit.add(spec.toString(), before, section, fields.all);
        boolean there = Arrays.equals(before, after);
        if (!there && !planOnly) {
            write(after);
        }
        return Outcome.done(Report.of("release-addition")
                .with("spec", spec.toString())
                .with("artifact", name)
                .with("verdict", there ? "was there" : planOnly ? "to be added" : "added")
                .with(new Report.Listing("lines", added(before, after))));
    }

    private static List<String> added(byte[] before, byte[] after) {
        List<String> now = lines(after);
        List<String> then = lines(before);
        int same = 0;
        while (same < then.size() && then.get(same).equals(now.get(same))) {
            same++;
        }
        return now.subList(same, same + now.size() - then.size()).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    private byte[] read() {
        try {
            if (Files.size(spec) > SPEC_BYTES) {
                throw new IOException("it has more than " + SPEC_BYTES + " bytes");
            }
            return Files.readAllBytes(spec);
        } catch (IOException e) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.FILE_UNREADABLE, "the release spec " + spec + " cannot be read: " + e)
                            .about(spec.toString()));
        }
    }

    private void write(byte[] bytes) {
        try {
            DurableFile.write(spec, bytes);
        } catch (IOException e) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.FILE_UNWRITABLE, "the release spec " + spec + " cannot be written: " + e)
                            .about(spec.toString()));
        }
    }
}
