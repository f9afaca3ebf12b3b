package io.hexr.assembly;

import java.io.IOException;

import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Any bytes as a wheel: read, refused with a rule, or not unpackable. Run by a fuzzer, and seeded by its test. */
public final class WheelFuzz {
    private static final WheelName NAME =
            WheelName.parse("tiny-1.0-py3-none-any.whl").orElseThrow();

    private WheelFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        try (SeekableInMemoryByteChannel in = new SeekableInMemoryByteChannel(bytes)) {
            WheelFile.Wheel read = WheelFile.read(NAME, in, () -> {});
            if (!read.name().equals(NAME)) {
                throw new AssertionError("another wheel than was asked for");
            }
        } catch (WheelFile.Wrong | IOException e) {
            // refused, as it should be
        }
    }
}
