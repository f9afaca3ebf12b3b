package io.hexr.assembly;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Reference;

/** Where images that others published are fetched from. What a reference names is asked once for each build; from then on only digests count. */
public interface Upstreams {
    /** Nobody named a place, so nothing is fetched. */
    Upstreams NONE = reference -> {
        throw new AssemblyException.SourceUnavailable(
                reference.toString(),
                "lies at " + reference.registry() + ", and no --mirror says where that is fetched from");
    };

    /** What was found: the manifest or index that is named, and where it and everything below it can be read. */
    record Found(Descriptor named, ContentSource source) {}

    /**
     * Finds an image.
     *
     * @throws AssemblyException.SourceUnavailable where nobody named a place for its registry
     * @throws AssemblyException.SourceMissing where it is not at that place
     */
    Found find(Reference reference);
}
