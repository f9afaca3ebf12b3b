package io.hexr.registry;

import java.util.Optional;

import io.hexr.oci.Descriptor;

/**
 * Remembers uploads under way, so that another process can go on with them. Told after every chunk the registry has taken; whoever implements it makes each
 * call durable before returning. The address may hold a secret of the registry's: it belongs in a file of the user's own, not in a log.
 */
public interface UploadJournal {
    /** Remembers nothing: an upload that ends with the process begins anew. */
    UploadJournal NONE = new UploadJournal() {
        @Override
        public Optional<String> begun(Descriptor blob) {
            return Optional.empty();
        }

        @Override
        public void moved(Descriptor blob, String uploadUrl, long offset) {}

        @Override
        public void ended(Descriptor blob) {}
    };

    /** The upload address last told for this blob. What it says is checked like an address from the network. */
    Optional<String> begun(Descriptor blob);

    /** The registry has taken everything before the offset; the upload goes on at that address. */
    void moved(Descriptor blob, String uploadUrl, long offset);

    /** The blob is stored, or its upload begins anew: the address is void. */
    void ended(Descriptor blob);
}
