package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import io.hexr.console.Amounts;
import io.hexr.console.Voice;
import io.hexr.format.BundleException;

/** What a transfer will cost, said before it begins. */
final class Estimate {
    private static final long[] RATES = {10_000_000, 100_000_000};

    private Estimate() {}

    /** @throws BundleException.DiskFull where the file will not fit even if all that can be left over from an earlier run is there */
    static void tell(Voice voice, Path file, long bytes, int blobs) {
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file.toAbsolutePath());
        long free = free(folder) + there(file.resolveSibling(file.getFileName() + ".partial"));
        StringBuilder text = new StringBuilder(blobs + " blobs, " + Amounts.bytes(bytes) + " to fetch and on the disk ("
                + Amounts.bytes(free) + " free);");
        for (long rate : RATES) {
            text.append(" at ")
                    .append(Amounts.bytes(rate))
                    .append("/s: ")
                    .append(Amounts.seconds((bytes + rate - 1) / rate))
                    .append(rate == RATES[RATES.length - 1] ? "" : ",");
        }
        voice.narration().say(text.toString());
        if (free < bytes) {
            throw new BundleException.DiskFull(file.toString(), bytes, free);
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
