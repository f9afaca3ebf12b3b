package io.hexr.format;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How an archive is cut: everything about its parts but their bytes. A <em>row</em> counts all parts from zero, data parts first, then parity. Every name and size
 * follows from these four facts, so a parts index cannot name anything else.
 */
record PartLayout(String archive, long size, long partSize, int parity) {
    static final String INDEX_SUFFIX = ".parts.json";

    private static final Pattern ARCHIVE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,179}");

    PartLayout {
        if (!ARCHIVE_NAME.matcher(archive).matches()) {
            throw new IllegalArgumentException("archive name " + BundleException.quoted(archive)
                    + " is not a plain file name of letters, digits and . _ + -");
        }
        if (size < 1 || size > PartSize.MAX) {
            throw new IllegalArgumentException("archive size " + size + " is not 1 byte to 1 PiB");
        }
        if (partSize < 1 || partSize > PartSize.MAX) {
            throw new IllegalArgumentException("part size " + partSize + " is not 1 byte to 1 PiB");
        }
        if ((size - 1) / partSize >= ReedSolomon.MAX_DATA) {
            throw new IllegalArgumentException(
                    "makes " + ((size - 1) / partSize + 1) + " parts of " + size + " bytes, at most "
                            + ReedSolomon.MAX_DATA + " are possible: use parts of at least "
                            + ((size - 1) / ReedSolomon.MAX_DATA + 1) + " bytes");
        }
        if (parity < 0 || parity > ReedSolomon.MAX_PARITY) {
            throw new IllegalArgumentException(
                    parity + " parity parts, 0 to " + ReedSolomon.MAX_PARITY + " are possible");
        }
    }

    /** How many data parts. */
    int data() {
        return (int) ((size - 1) / partSize) + 1;
    }

    int rows() {
        return data() + parity;
    }

    boolean isParity(int row) {
        return row >= data();
    }

    /** The number people count by: from one, data and parity apart. */
    int number(int row) {
        return isParity(row) ? row - data() + 1 : row + 1;
    }

    String name(int row) {
        return archive + "." + suffix(row);
    }

    /** What tells one part from another: {@code 001}, {@code p01}. */
    String suffix(int row) {
        return String.format(Locale.ROOT, isParity(row) ? "p%02d" : "%03d", number(row));
    }

    /** Where a data part begins in the archive. */
    long start(int row) {
        return row * partSize;
    }

    long size(int row) {
        return isParity(row) ? size(0) : Math.min(partSize, size - start(row));
    }

    int rowAt(long position) {
        return (int) (position / partSize);
    }

    OptionalInt rowNamed(String name) {
        return IntStream.range(0, rows()).filter(row -> name(row).equals(name)).findFirst();
    }

    /** The row people call {@code 3}, {@code 003} or {@code p1}; empty for a part this archive has not. */
    OptionalInt rowCalled(String text) {
        if (!text.matches("p?[0-9]{1,3}")) {
            return OptionalInt.empty();
        }
        boolean parityMeant = text.startsWith("p");
        int number = Integer.parseInt(parityMeant ? text.substring(1) : text);
        return IntStream.range(0, rows())
                .filter(row -> isParity(row) == parityMeant && number(row) == number)
                .findFirst();
    }

    String indexName() {
        return archive + INDEX_SUFFIX;
    }
}
