package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import io.hexr.console.Amounts;
import io.hexr.console.Voice;
import io.hexr.format.Blob;
import io.hexr.format.BundleException;
import io.hexr.format.PartSize;
import io.hexr.format.Presence;

/** What a transfer will cost, said before it begins. */
final class Estimate {
    private static final long[] RATES = {10_000_000, 100_000_000};

    private Estimate() {}

    /**
     * Says what it takes.
     *
     * @param disk bytes that will lie on the disk at most, while it lasts
     * @throws BundleException.DiskFull where they will not fit even if all that can be left over from an earlier run is there
     */
    static void tell(Voice voice, Path file, Presence wanted, long disk, Optional<PartSize> limit) {
        long bytes = wanted.blobs().stream().mapToLong(Blob::size).sum();
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file.toAbsolutePath());
        long free = free(folder) + there(file.resolveSibling(file.getFileName() + ".partial"));
        String sizes = disk == bytes
                ? Amounts.bytes(bytes) + " to fetch and on the disk ("
                : Amounts.bytes(bytes) + " to fetch, up to " + Amounts.bytes(disk) + " on the disk (";
        long[] rates = limit.map(rate -> new long[] {rate.bytes()}).orElse(RATES);
        voice.narration()
                .say(wanted.blobs().size() + " blobs, " + sizes + Amounts.bytes(free) + " free); at "
                        + Arrays.stream(rates)
                                .mapToObj(rate ->
                                        Amounts.bytes(rate) + "/s: " + Amounts.seconds((bytes + rate - 1) / rate))
                                .collect(Collectors.joining(", ")));
        if (free < disk) {
            throw new BundleException.DiskFull(file.toString(), disk, free);
        }
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new BundleException.Unwritable(folder.toString(), e);
        }
    }

    private static long there(Path partial) {
        try {
            return Files.exists(partial) ? Files.size(partial) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
