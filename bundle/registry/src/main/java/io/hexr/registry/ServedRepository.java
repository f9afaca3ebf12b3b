package io.hexr.registry;

import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.SortedSet;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/** A repository that is only read: what a verified bundle, or anything else with content, gives to {@link RegistryServer} to serve in place. */
public interface ServedRepository {
    String name();

    SortedSet<String> tags();

    /** A blob or manifest of this repository by its digest; the media type tells which of the two. */
    Optional<Descriptor> find(Digest digest);

    ContentSource content();

    /** Where the content lies whole in one file; lets the kernel send it. The channel stays open for as long as the server runs. */
    default Optional<Region> region(Descriptor descriptor) {
        return Optional.empty();
    }

    /** Bytes of a file. */
    record Region(FileChannel file, long offset) {}
}
