package io.hexr.registry;

/** Finds out who we are at a registry. */
public interface CredentialSource {
    CredentialSource NONE = (registry, repository) -> Credentials.ANONYMOUS;

    /** Credentials for a repository of a registry; {@link Credentials.Anonymous} where there are none. */
    Credentials find(HostPort registry, String repository);

    /** The given credentials for one registry, this source for all others. */
    default CredentialSource with(HostPort registry, Credentials given) {
        return (asked, repository) -> asked.equals(registry) ? given : find(asked, repository);
    }
}
