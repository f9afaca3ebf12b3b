package io.hexr.format;

import java.io.InputStream;

import io.hexr.oci.Descriptor;

/** Takes blobs from an archive that is read only once. It need not read a stream to its end; what it leaves is read and verified all the same. */
@FunctionalInterface
public interface BlobReceiver {
    BlobReceiver NOTHING = (blob, content) -> {};

    void receive(Descriptor blob, InputStream content);
}
