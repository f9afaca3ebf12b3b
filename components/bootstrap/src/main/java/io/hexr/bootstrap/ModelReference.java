package io.hexr.bootstrap;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an artifact lies: {@code registry/repository[:tag]@sha256:digest}. The tag is only a label; without a digest it is refused. */
record ModelReference(String registry, String repository, String digest) {
    private static final Pattern SHAPE = Pattern.compile(
            "(\\[[0-9a-f:]+](?::[0-9]{1,5})?|[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?)/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::[\\w][\\w.-]{0,127})?@(sha256:[0-9a-f]{64})");

    static ModelReference parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new BootstrapException.DocumentInvalid(
                    "the reference \"" + text + "\"", "is not registry/repository@sha256:digest");
        }
        return new ModelReference(shape.group(1), shape.group(2), shape.group(3));
    }

    @Override
    public String toString() {
        return registry + "/" + repository + "@" + digest;
    }
}
