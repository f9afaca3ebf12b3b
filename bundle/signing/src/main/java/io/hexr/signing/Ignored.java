package io.hexr.signing;

/** A signature file that was read and did not count, and why; to be shown, never to be hidden. */
public record Ignored(String file, Fingerprint key, Reason reason) {
    /** Why a signature does not count. None of these is a wrong signature: that stops. */
    public enum Reason {
        UNKNOWN_KEY("its key is unknown here"),
        OTHER_ROLE("its key has the other role for this release"),
        OTHER_RELEASE("its key is trusted for another release only"),
        INCOMPLETE_SIGNER("another key of the same signer did not sign"),
        REVOKED("its key was revoked"),
        OUT_OF_TIME("its key is outside its validity");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return TrustException.quoted(file) + " by " + key.brief() + ": " + reason.text();
    }
}
