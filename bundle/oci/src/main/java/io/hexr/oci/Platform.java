package io.hexr.oci;

import java.util.Optional;

/** What an image was built for, such as {@code linux/amd64} or {@code linux/arm64/v8}. */
public record Platform(String os, String architecture, Optional<String> variant) {
    public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", Optional.empty());

    /** Parses {@code os/architecture[/variant]}. */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new OciException.MalformedReference(text, "a platform is os/architecture[/variant]");
        }
        for (String part : parts) {
            if (!part.matches("[a-z0-9][a-z0-9._-]{0,31}")) {
                throw new OciException.MalformedReference(text, "a platform is os/architecture[/variant]");
            }
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
    }

    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }
}
