package io.hexr.format;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Any bytes as a parts index: read to exactly the bytes given, or refused by a case of the family. Run by a fuzzer, and seeded by its test. */
public final class PartIndexFuzz {
    private static final String FILE = PartsFixture.NAME + PartLayout.INDEX_SUFFIX;

    private PartIndexFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        accepts(bytes);
    }

    /** Whether it was taken for an index. */
    static boolean accepts(byte[] bytes) {
        PartIndex index;
        try {
            index = PartIndex.parse(bytes, FILE, FILE);
        } catch (BundleException.PartIndexRefused | BundleException.TooNew | BundleException.TooOld e) {
            return false;
        }
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        index.writeTo(form);
        if (!Arrays.equals(form.toByteArray(), bytes)) {
            throw new AssertionError("an index was accepted in a second form");
        }
        for (PartEntry part : index.data()) {
            if (part.name().contains("/") || part.name().startsWith(".")) {
                throw new AssertionError("an index names " + part.name());
            }
        }
        return true;
    }
}
