package io.hexr.format;

import java.util.Arrays;

/** Any bytes as the config of a model: read to what gives the same files again, or refused by a case of the family. Run by a fuzzer, and seeded by its test. */
public final class ModelFilesFuzz {
    private ModelFilesFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        ModelFiles read;
        try {
            read = ModelFiles.parse("model", bytes);
        } catch (BundleException.Invalid e) {
            return;
        }
        if (!ModelFiles.parse("model", read.bytes()).equals(read)) {
            throw new AssertionError("what was read is not what is written");
        }
        for (ModelFiles.File file : read.files()) {
            if (file.name().startsWith("/")
                    || Arrays.asList(file.name().split("/", -1)).contains("..")) {
                throw new AssertionError("a file leads to " + file.name());
            }
        }
    }
}
