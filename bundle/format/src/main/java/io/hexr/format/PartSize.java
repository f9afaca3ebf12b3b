package io.hexr.format;

import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of a part as people write it, {@code 4400MiB} or {@code 25GB}; always a whole number of bytes, at least one, at most {@link #MAX}. */
public record PartSize(long bytes) {
    /** 1 PiB: far above any medium, far below what overflows a sum of sizes. */
    public static final long MAX = 1L << 50;

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,15})([KMGT]i?B|B)?");
    private static final Map<String, Long> UNITS = Map.of(
            "B", 1L,
            "KB", 1000L,
            "MB", 1000_000L,
            "GB", 1000_000_000L,
            "TB", 1000_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40);

    public PartSize {
        if (bytes < 1 || bytes > MAX) {
            throw new BundleException.NotAPartSize(String.valueOf(bytes), "must be 1 byte to 1 PiB");
        }
    }

    /**
     * Reads what people write.
     *
     * @throws BundleException.NotAPartSize for anything but a positive whole number with a unit of bytes (none: bytes)
     */
    public static PartSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new BundleException.NotAPartSize(text, "is not of the form 4400MiB, 25GB or 700000000");
        }
        String unit = form.group(2) == null ? "B" : form.group(2);
        BigInteger bytes = new BigInteger(form.group(1)).multiply(BigInteger.valueOf(UNITS.getOrDefault(unit, 1L)));
        if (bytes.bitLength() > Long.SIZE - 1) {
            throw new BundleException.NotAPartSize(text, "is not of the form 4400MiB, 25GB or 700000000");
        }
        return new PartSize(bytes.longValueExact());
    }

    @Override
    public String toString() {
        for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
            long one = UNITS.getOrDefault(unit, 1L);
            if (bytes % one == 0) {
                return bytes / one + unit;
            }
        }
        return bytes + "B";
    }
}
