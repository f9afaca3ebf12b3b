package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.hexr.oci.OciException;

/** Fuzz targets of what a registry, a person's configuration or a credential program may say: read, or refused by a case of the family. */
public final class ClientFuzz {
    private ClientFuzz() {}

    /** The head of an answer, as the wire delivers it. */
    public static final class ResponseHeads {
        private ResponseHeads() {}

        public static void fuzzerTestOneInput(byte[] input) {
            ByteArrayInputStream in = new ByteArrayInputStream(input);
            try {
                ResponseHead head = ResponseHead.read(in, "GET x");
                require(head.status() >= 100 && head.status() < 600, "a status has three digits");
                require(head.contentLength("GET x").orElse(0) >= 0, "a length is not negative");
                head.keepsAlive();
                for (String challenge : head.headers().all("WWW-Authenticate")) {
                    Challenge.parse(challenge, "GET x");
                }
            } catch (RegistryException.ProtocolViolation e) {
                saysWhy(e);
            } catch (EOFException e) {
                require(in.available() == 0, "an answer ends early only where its bytes end");
            } catch (IOException e) {
                throw new AssertionError("bytes in memory do not fail", e);
            }
        }
    }

    /** What a server demands. */
    public static final class Challenges {
        private Challenges() {}

        public static void fuzzerTestOneInput(byte[] input) {
            String text = new String(input, StandardCharsets.ISO_8859_1);
            try {
                for (Challenge challenge : Challenge.parse(text, "GET x")) {
                    require(!challenge.scheme().isEmpty(), "a challenge has a scheme");
                }
            } catch (RegistryException.ProtocolViolation e) {
                saysWhy(e);
            }
        }
    }

    /** Registries and redirects as people and servers write them. */
    public static final class Addresses {
        private Addresses() {}

        public static void fuzzerTestOneInput(byte[] input) {
            String text = new String(input, StandardCharsets.UTF_8);
            try {
                RegistryAddress address = RegistryAddress.parse(text);
                String written = (address.tls() ? "https://" : "http://") + address;
                require(RegistryAddress.parse(written).equals(address), "an address reads as it was written");
            } catch (RegistryException.BadAddress e) {
                saysWhy(e);
            }
            Optional<HttpUrl> url = HttpUrl.parse(text);
            url.ifPresent(to -> {
                require(to.target().chars().allMatch(c -> c > ' ' && c < 0x7f), "a target cannot split a request");
                require(HttpUrl.parse(to.absolute()).equals(url), "a URL reads as it was written");
                to.resolve(text);
            });
            NoProxyRule.parse(text);
        }
    }

    /** A file of credentials. */
    public static final class CredentialDocuments {
        private static final HostPort REGISTRY = new HostPort("registry.example.com", 443);

        private CredentialDocuments() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                CredentialFile file =
                        new CredentialFile(Path.of("config.json"), JsonFields.parse(input, 1 << 20, "config.json"));
                file.program(REGISTRY).ifPresent(name -> new CredentialProgram(name, List.of(), Duration.ofSeconds(1)));
                file.generalProgram();
                file.held(REGISTRY, "team/app");
            } catch (OciException | RegistryException.BadCredentials e) {
                saysWhy(e);
            }
        }
    }

    /** What a credential program prints, ended well or not. */
    public static final class CredentialAnswers {
        private static final CredentialProgram PROGRAM =
                new CredentialProgram("fuzz", List.of(), Duration.ofSeconds(1));

        private CredentialAnswers() {}

        public static void fuzzerTestOneInput(byte[] input) {
            for (int status = 0; status < 2; status++) {
                try {
                    PROGRAM.read(input, status);
                } catch (RegistryException.BadCredentials e) {
                    saysWhy(e);
                }
            }
        }
    }

    /** Users and hashes, and then a header that asks for one of them. */
    public static final class PasswordFiles {
        private PasswordFiles() {}

        public static void fuzzerTestOneInput(byte[] input) {
            List<String> lines =
                    new String(input, StandardCharsets.UTF_8).lines().toList();
            try {
                // no password is tried: bcrypt is slow by design
                Htpasswd.of(Path.of("users"), lines)
                        .user("Basic " + new String(input, StandardCharsets.ISO_8859_1) + "!");
            } catch (RegistryException.BadHtpasswd e) {
                saysWhy(e);
            }
        }
    }

    private static void saysWhy(RuntimeException refusal) {
        String message = String.valueOf(refusal.getMessage());
        require(!message.isBlank() && message.length() < 20_000, "a refusal says why, and not for ever");
    }

    private static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError("broken: " + promise);
        }
    }
}
