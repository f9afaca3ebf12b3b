package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A certificate and its private key as PEM, as every TLS server reads them. Prints without the key. */
public record ServerCertificate(String certificatePem, String keyPem) {
    /** Writes both, the key readable by its owner only, neither over another file. */
    public void write(Path certificate, Path key) {
        SmallFiles.create(key, keyPem.getBytes(StandardCharsets.US_ASCII), SmallFiles.Access.OWNER_ONLY);
        SmallFiles.create(
                certificate, certificatePem.getBytes(StandardCharsets.US_ASCII), SmallFiles.Access.EVERYONE_READS);
    }

    @Override
    public String toString() {
        return certificatePem + "(private key: ***)";
    }
}
