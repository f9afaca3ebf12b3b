package io.hexr.signing;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.hexr.oci.Digest;

/**
 * What happened to a bundle, told by whoever did it. {@code bundle} is {@link Verified#statement()}: parts and partial bundles of one release share it.
 * {@code remarks} hold what a reviewer must not miss, such as a destination that was spoken to without TLS.
 */
public record CustodyEvent(
        Kind kind,
        Instant time,
        String who,
        String hostRole,
        Optional<String> medium,
        String tool,
        Digest bundle,
        List<String> remarks) {
    /** The most characters a text of a record has. */
    public static final int MAX_TEXT = 256;

    /** The most remarks a record has. */
    public static final int MAX_REMARKS = 64;

    /** The steps of a bundle's journey. */
    public enum Kind {
        CREATED,
        VERIFIED,
        SPLIT,
        JOINED,
        COUNTER_SIGNED,
        RECEIVED,
        PUSHED,
        INSTALLED;

        /** As written in the log. */
        public String token() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public CustodyEvent {
        remarks = List.copyOf(remarks);
        requireText("who", who);
        requireText("hostRole", hostRole);
        requireText("tool", tool);
        medium.ifPresent(label -> requireText("medium", label));
        remarks.forEach(remark -> requireText("remarks", remark));
        if (remarks.size() > MAX_REMARKS || bundle.algorithm() != Digest.Algorithm.SHA256) {
            throw new TrustException.MalformedCustody(
                    "a custody event", "has more than " + MAX_REMARKS + " remarks or another digest than SHA-256");
        }
    }

    /** Whether a record can say this: one line, not blank and not too long. */
    public static boolean isText(String text) {
        return !text.isBlank() && text.length() <= MAX_TEXT && text.chars().noneMatch(Character::isISOControl);
    }

    private static void requireText(String field, String text) {
        if (!isText(text)) {
            throw new TrustException.MalformedCustody(
                    "a custody event", field + " must be one line of 1 to " + MAX_TEXT + " characters");
        }
    }
}
