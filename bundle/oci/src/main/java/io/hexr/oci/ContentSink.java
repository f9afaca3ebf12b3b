package io.hexr.oci;

import java.io.InputStream;

/** Content of one repository, to write. Nothing becomes visible before its size and digest were seen to be right; writing what is there does nothing. */
public interface ContentSink {
    /**
     * Stores a blob, or a manifest where the descriptor's type is one. The stream is read to its end and closed by the caller.
     *
     * @throws OciException.DigestMismatch and nothing is stored
     */
    void put(Descriptor descriptor, InputStream bytes);

    /** Points a tag at a manifest that is already there; {@link OciException.NotFound} otherwise. */
    void tag(String tag, Descriptor manifest);
}
