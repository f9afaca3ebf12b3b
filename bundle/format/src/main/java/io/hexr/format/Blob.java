package io.hexr.format;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;

/** One entry below {@code blobs/}. */
public record Blob(Digest digest, long size) {
    public Blob {
        if (digest.algorithm() != Digest.Algorithm.SHA256) {
            throw new BundleException.Invalid("blob " + digest, "is not named by sha256; a bundle holds no other");
        }
        if (size < 0 || size > Caps.BLOB_BYTES) {
            throw new BundleException.Invalid(
                    "blob " + digest,
                    "has " + size + " bytes; 8 GiB or more do not fit a bundle, chunk the file at 1 GiB");
        }
    }

    /** The name of its entry. */
    public String path() {
        return "blobs/" + digest.path();
    }

    /** For stores, which look at digest and size only. */
    public Descriptor descriptor() {
        return Descriptor.of(MediaTypes.OCTET_STREAM, digest, size);
    }
}
