package io.hexr.format;

/** The one number that says how to read contents, presence and archive. It rises with any change of shape; nothing is ever ignored as unknown. */
public final class FormatVersion {
    /** What this code writes, and the latest it reads. */
    public static final int CURRENT = 1;

    /** The earliest it still reads. */
    public static final int OLDEST = 1;

    /** The first hexr that reads {@link #CURRENT}. */
    public static final String FIRST_READER = "0.8.0";

    private FormatVersion() {}

    /** @throws BundleException.TooNew naming the hexr that is needed, or {@link BundleException.TooOld} */
    static void requireReadable(String resource, long found, String reader) {
        if (found > CURRENT) {
            throw new BundleException.TooNew(resource, (int) Math.min(found, Integer.MAX_VALUE), CURRENT, reader);
        }
        if (found < OLDEST) {
            throw new BundleException.TooOld(resource, (int) Math.max(found, Integer.MIN_VALUE), OLDEST);
        }
    }
}
