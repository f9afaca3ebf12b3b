package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Any bytes as the head of a model: read or refused with a rule, nothing else. Run by a fuzzer, and seeded by its test. */
public final class ModelHeadFuzz {
    private ModelHeadFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            GgufHeader.check(new ByteArrayInputStream(bytes), bytes.length);
            SafetensorsHeader.check(new ByteArrayInputStream(bytes), bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes at hand cannot fail to be read", e);
        }
    }
}
