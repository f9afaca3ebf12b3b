package io.hexr.registry;

import io.hexr.oci.Secret;

/** Who we are at one registry. */
public sealed interface Credentials {
    Anonymous ANONYMOUS = new Anonymous();

    /** Nobody. */
    record Anonymous() implements Credentials {}

    /** A user and a password. */
    record Basic(String user, Secret password) implements Credentials {
        public Basic {
            if (user.isEmpty() || user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
                throw new RegistryException.BadCredentials(
                        "user name", "is empty or holds a colon or control character");
            }
        }
    }

    /** A token someone else issued. */
    record Token(Kind kind, Secret value) implements Credentials {
        /** What the token is good for. */
        public enum Kind {
            /** Exchanged for short-lived tokens at the registry's token service. */
            IDENTITY,
            /** Sent to the registry as it is. */
            BEARER
        }
    }
}
