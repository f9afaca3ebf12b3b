package io.hexr.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Looks at the dates of what a kubeconfig holds before it is used: a server would only say that it does not know us. */
final class Credentials {
    private static final int JWT_PARTS = 3;

    private Credentials() {}

    /** Goes on, or not. @throws ClusterException.CredentialsExpired */
    static void requireValid(Kubeconfig kubeconfig) {
        JsonNode user = kubeconfig.user();
        Instant now = Instant.now();
        certificateEnd(user).filter(now::isAfter).ifPresent(end -> {
            throw new ClusterException.CredentialsExpired(
                    kubeconfig.file().toString(), "the certificate of user " + kubeconfig.context(), end.toString());
        });
        tokenEnd(user.path("token").asText("")).filter(now::isAfter).ifPresent(end -> {
            throw new ClusterException.CredentialsExpired(
                    kubeconfig.file().toString(), "the token of user " + kubeconfig.context(), end.toString());
        });
    }

    private static Optional<Instant> certificateEnd(JsonNode user) {
        try {
            String inline = user.path("client-certificate-data").asText("");
            String file = user.path("client-certificate").asText("");
            if (inline.isEmpty() && file.isEmpty()) {
                return Optional.empty();
            }
            byte[] pem = inline.isEmpty()
                    ? Files.readAllBytes(Path.of(file))
                    : Base64.getMimeDecoder().decode(inline);
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem))
                            instanceof X509Certificate certificate
                    ? Optional.of(certificate.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (CertificateException | IOException | IllegalArgumentException e) {
            // whoever uses it says what is wrong with it
            return Optional.empty();
        }
    }

    private static Optional<Instant> tokenEnd(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != JWT_PARTS) {
            return Optional.empty();
        }
        try {
            JsonNode claims = new ObjectMapper()
                    .readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return claims.path("exp").isNumber()
                    ? Optional.of(Instant.ofEpochSecond(claims.path("exp").asLong()))
                    : Optional.empty();
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
