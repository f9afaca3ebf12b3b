package io.hexr.assembly;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;

import io.hexr.format.Contents;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.DurableFile;

/** The folder a release is built into. It says from the first moment which release it is for, so that a build that was killed can be told from a stranger's folder. */
final class ReleaseOutput {
    private static final String MARKER = "RELEASE";
    private static final int MARKER_BYTES = 1024;
    private static final String PARTIAL = ".partial";

    private final Path folder;

    ReleaseOutput(Path folder) {
        this.folder = folder;
    }

    /** @throws AssemblyException.OutputTaken where the folder holds another release, or anything that no build wrote */
    void claim(ReleaseSpec spec) {
        byte[] own = (spec.release() + " " + spec.version() + "\n").getBytes(StandardCharsets.US_ASCII);
        Path marker = folder.resolve(MARKER);
        if (Files.exists(marker, LinkOption.NOFOLLOW_LINKS)) {
            byte[] found = SmallFile.read("release", marker, MARKER_BYTES);
            if (!Arrays.equals(found, own)) {
                throw new AssemblyException.OutputTaken(folder, "another release");
            }
            return;
        }
        if (!isEmpty()) {
            throw new AssemblyException.OutputTaken(folder, "files that no build wrote");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(folder, e);
        }
        replace(MARKER, own);
    }

    private boolean isEmpty() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.allMatch(ReleaseOutput::isBegun);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(folder, e);
        }
    }

    /** What a build leaves that was killed while it claimed the folder. */
    private static boolean isBegun(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith("." + MARKER + ".") && name.endsWith(PARTIAL);
    }

    /** A signature over other contents than those built now would deliver the earlier build under the name of this one. */
    void withdrawSignatureOfOther(Contents contents) {
        Path signed = folder.resolve(Contents.PATH);
        try {
            if (Files.exists(signed) && !Arrays.equals(Files.readAllBytes(signed), contents.bytes())) {
                Files.deleteIfExists(folder.resolve("hexr").resolve("SHA256SUMS"));
                force(folder.resolve("hexr"));
            }
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(signed, e);
        }
    }

    /** The file is there whole or not at all. */
    void replace(String name, byte[] bytes) {
        Path file = folder.resolve(name);
        try {
            DurableFile.write(file, bytes);
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(file, e);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
