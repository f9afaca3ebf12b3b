package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM files: certificates and one unencrypted private key. */
public final class PemFile {
    private static final long LARGEST = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*?)-----END \\1-----");

    /** One block: what it says it is, and its bytes. */
    static final class Block {
        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der;
        }
    }

    private PemFile() {}

    /** All certificates of the file, at least one. */
    public static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> all = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE")) {
                all.add(certificate(file, block));
            }
        }
        if (all.isEmpty()) {
            throw new RegistryException.BadCertificate(file, "holds no certificate in PEM form");
        }
        return List.copyOf(all);
    }

    static List<Block> blocks(Path file) {
        List<Block> all = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            try {
                all.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new RegistryException.BadCertificate(file, "a block is not base64");
            }
        }
        return all;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new RegistryException.BadCertificate(file, "is larger than " + LARGEST + " bytes");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new RegistryException.BadCertificate(file, "there is no such file");
        } catch (IOException e) {
            throw new RegistryException.BadCertificate(file, "cannot be read: " + e.getMessage());
        }
    }

    private static X509Certificate certificate(Path file, Block block) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw new RegistryException.BadCertificate(file, "a certificate in it is malformed: " + e.getMessage());
        }
    }
}
