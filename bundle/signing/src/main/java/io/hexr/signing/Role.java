package io.hexr.signing;

import java.util.Locale;

/** What a signer may do for a release: make it, or let it into a site. No key does both for one release. */
public enum Role {
    RELEASE,
    APPROVE;

    /** As written in policies and on the command line. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
