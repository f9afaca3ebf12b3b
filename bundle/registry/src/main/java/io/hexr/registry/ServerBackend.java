package io.hexr.registry;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/** What the server's end-points read from. */
interface ServerBackend {
    /** A manifest as it will be served; {@code bytes} are read when asked for. */
    record ServedManifest(Digest digest, String mediaType, long size) {}

    NavigableSet<String> repositories();

    /** Empty where the repository is not known. */
    Optional<NavigableSet<String>> tags(String repository);

    Optional<Digest> resolve(String repository, String tag);

    Optional<ServedManifest> manifest(String repository, Digest digest);

    byte[] bytes(String repository, ServedManifest manifest) throws IOException;

    /** The blob's size; whoever is told of a blob may rely on it for a while. */
    Optional<Long> blob(String repository, Digest digest);

    /** A piece of a blob that is there. */
    ServerPayload open(String repository, Digest digest, long from, long count) throws IOException;

    List<Descriptor> referrers(String repository, Digest subject);

    /** The store to write to, where there is one. */
    Optional<StoreFolder> writable();
}
