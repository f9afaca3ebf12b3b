package io.hexr.format;

import java.util.Optional;

import io.hexr.oci.Digest;

/** Where an artifact comes from: its licence expression, its source, and the manifest of its bill of materials. */
public record Origin(Optional<String> licence, Optional<String> source, Optional<Digest> sbom) {
    public static final Origin UNSTATED = new Origin(Optional.empty(), Optional.empty(), Optional.empty());

    public Origin {
        licence.ifPresent(Origin::requireText);
        source.ifPresent(Origin::requireText);
    }

    private static void requireText(String text) {
        if (text.isEmpty() || text.length() > Caps.TEXT || !text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new BundleException.Invalid(
                    "origin", "is not 1 to " + Caps.TEXT + " printable characters: " + BundleException.quoted(text));
        }
    }
}
