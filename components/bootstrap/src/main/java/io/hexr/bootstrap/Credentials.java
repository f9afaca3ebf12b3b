package io.hexr.bootstrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** Name and password for one registry, out of the pull secret that is mounted as Docker's config.json. No file, or no entry for this registry, is nobody. */
final class Credentials {
    private static final long LARGEST = 1 << 20;

    private Credentials() {}

    /** As the header wants it, without the word Basic. */
    static Optional<String> of(Path folder, String registry) {
        Path file = folder.resolve("config.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new BootstrapException.DocumentInvalid(file.toString(), "has more than " + LARGEST + " bytes");
            }
            JsonNode entries =
                    Json.parse(file.toString(), Files.readAllBytes(file)).path("auths");
            for (String key : new String[] {registry, "https://" + registry, "https://" + registry + "/"}) {
                JsonNode entry = entries.path(key);
                if (entry.hasNonNull("auth")) {
                    return Optional.of(entry.path("auth").asText());
                }
                if (entry.hasNonNull("username")) {
                    String pair = entry.path("username").asText() + ":"
                            + entry.path("password").asText();
                    return Optional.of(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new BootstrapException.FileFailed(file, e);
        }
    }
}
