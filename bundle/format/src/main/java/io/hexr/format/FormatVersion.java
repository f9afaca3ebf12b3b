package io.hexr.format;

import java.util.Arrays;

/** The one number that says how to read contents, presence and archive. It rises with any change of shape; nothing is ever ignored as unknown. */
public final class FormatVersion {
    /** What this code writes, and the latest it reads. */
    public static final int CURRENT = 1;

    /** The earliest it still reads. */
    public static final int OLDEST = 1;

    /** The first hexr that reads {@link #CURRENT}. */
    public static final String FIRST_READER = "0.8.0";

    /** This hexr; raised with the parent's version, a test compares the two. */
    static final String THIS_READER = "0.8.0";

    private FormatVersion() {}

    private static boolean isReader(String version) {
        return version.matches("[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4}");
    }

    private static int compare(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** @throws BundleException.TooNew naming the hexr that is needed, or {@link BundleException.TooOld} */
    static void requireReadable(String resource, long found, String reader) {
        if (found > CURRENT) {
            throw new BundleException.TooNew(resource, (int) Math.min(found, Integer.MAX_VALUE), CURRENT, reader);
        }
        if (isReader(reader) && compare(reader, THIS_READER) > 0) {
            throw new BundleException.TooNew(resource, (int) found, CURRENT, reader);
        }
        if (found < OLDEST) {
            throw new BundleException.TooOld(resource, (int) Math.max(found, Integer.MIN_VALUE), OLDEST);
        }
    }
}
