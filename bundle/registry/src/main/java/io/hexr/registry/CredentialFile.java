package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.hexr.oci.Secret;

/** One {@code config.json} or {@code auth.json}, as far as it holds credentials. */
record CredentialFile(Path path, JsonFields fields) {
    private static final Set<String> HUB = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

    /** The program that alone answers for this registry. */
    Optional<String> program(HostPort registry) {
        JsonFields programs = fields.object("credHelpers").orElse(new JsonFields(java.util.Map.of()));
        return programs.names().stream()
                .filter(key -> covers(key, registry, "") == 0)
                .findFirst()
                .flatMap(programs::text);
    }

    Optional<String> generalProgram() {
        return fields.text("credsStore");
    }

    /** What the file itself holds; where several entries fit, the one that names the most of the repository. */
    Optional<Credentials> held(HostPort registry, String repository) {
        JsonFields entries = fields.object("auths").orElse(new JsonFields(java.util.Map.of()));
        String best = "";
        int longest = -1;
        for (String key : entries.names()) {
            int covered = covers(key, registry, repository);
            if (covered > longest) {
                best = key;
                longest = covered;
            }
        }
        return longest < 0 ? Optional.empty() : entries.object(best).flatMap(this::credentials);
    }

    /** How the registry is named to credential programs. */
    static String keyOf(HostPort registry) {
        if (HUB.contains(registry.host())) {
            return "https://index.docker.io/v1/";
        }
        return isUsual(registry.port()) ? registry.bracketed() : registry.toString();
    }

    /** How many characters of the repository the key names; negative where it is for another. */
    private static int covers(String key, HostPort registry, String repository) {
        boolean address = key.startsWith("https://") || key.startsWith("http://");
        String rest = address ? key.substring(key.indexOf("://") + 3) : key;
        int slash = rest.indexOf('/');
        String host = (slash < 0 ? rest : rest.substring(0, slash)).toLowerCase(Locale.ROOT);
        // addresses are of the old style, whose path is the protocol's version
        String path = slash < 0 || address ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
        boolean sameHost = host.equals(registry.toString())
                || (isUsual(registry.port()) && host.equals(registry.bracketed()))
                || (HUB.contains(host) && HUB.contains(registry.host()));
        boolean samePath = path.isEmpty() || repository.equals(path) || repository.startsWith(path + "/");
        return sameHost && samePath ? path.length() : -1;
    }

    private static boolean isUsual(int port) {
        return port == Scheme.HTTPS.defaultPort() || port == Scheme.HTTP.defaultPort();
    }

    private Optional<Credentials> credentials(JsonFields entry) {
        Optional<String> identity = entry.text("identitytoken");
        if (identity.isPresent()) {
            return Optional.of(new Credentials.Token(Credentials.Token.Kind.IDENTITY, secret(identity.get())));
        }
        Optional<String> bearer = entry.text("registrytoken");
        if (bearer.isPresent()) {
            return Optional.of(new Credentials.Token(Credentials.Token.Kind.BEARER, secret(bearer.get())));
        }
        Optional<String> pair = entry.text("auth").map(this::decode);
        if (pair.isPresent()) {
            int colon = pair.get().indexOf(':');
            if (colon <= 0) {
                throw new RegistryException.BadCredentials(path.toString(), "an \"auth\" is not user:password");
            }
            return Optional.of(basic(
                    pair.get().substring(0, colon),
                    pair.get().substring(colon + 1).replaceAll("\0+$", "")));
        }
        return entry.text("username").flatMap(user -> entry.text("password").map(password -> basic(user, password)));
    }

    private static Credentials basic(String user, String password) {
        return new Credentials.Basic(user, secret(password));
    }

    private static Secret secret(String text) {
        return Secret.of(text.toCharArray());
    }

    private String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RegistryException.BadCredentials(path.toString(), "an \"auth\" is not base64");
        }
    }
}
