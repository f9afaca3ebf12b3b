package io.hexr.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * One context of a kubeconfig: the one server that will be contacted, and as whom. What would make the connection weaker than the file looks is refused.
 */
public final class Kubeconfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int LARGEST = 4 << 20;
    private static final String NO_LOG = "slf4j.internal.verbosity";

    private final Path file;
    private final String context;
    private final String server;
    private final ObjectNode only;

    private Kubeconfig(Path file, String context, String server, ObjectNode only) {
        this.file = file;
        this.context = context;
        this.server = server;
        this.only = only;
    }

    /**
     * Reads a context.
     *
     * @param wanted the context's name; the file's current one where nothing is named
     * @throws ClusterException.KubeconfigUnusable with what is wrong
     */
    public static Kubeconfig read(Path file, @Nullable String wanted) {
        // the client's logging has no place to go, and says so on standard error
        if (System.getProperty(NO_LOG) == null) {
            System.setProperty(NO_LOG, "ERROR");
        }
        JsonNode tree = tree(file);
        String context = wanted == null ? tree.path("current-context").asText("") : wanted;
        if (context.isEmpty()) {
            throw new ClusterException.KubeconfigUnusable(
                    file.toString(), "has no current context, and none was named");
        }
        JsonNode chosen = named(file, tree, "contexts", context).path("context");
        ObjectNode cluster = body(file, tree, "clusters", chosen.path("cluster").asText(), "cluster");
        ObjectNode user = body(file, tree, "users", chosen.path("user").asText(), "user");
        String server = cluster.path("server").asText("").replaceFirst("/+$", "");
        requireSafe(file, server, cluster);
        for (String key : new String[] {"certificate-authority", "client-certificate", "client-key", "tokenFile"}) {
            absolute(file, cluster, key);
            absolute(file, user, key);
        }
        return new Kubeconfig(file, context, server, only(context, chosen, cluster, user));
    }

    private static JsonNode tree(Path file) {
        try {
            Map<?, ?> map = Serialization.unmarshal(text(file), Map.class);
            JsonNode tree = JSON.valueToTree(map);
            if (tree.path("contexts").isArray()) {
                return tree;
            }
            throw new ClusterException.KubeconfigUnusable(file.toString(), "is none: it has no contexts");
        } catch (IOException e) {
            throw new ClusterException.KubeconfigUnusable(file.toString(), "cannot be read: " + e);
        } catch (RuntimeException e) {
            if (e instanceof ClusterException ours) {
                throw ours;
            }
            String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ClusterException.KubeconfigUnusable(file.toString(), "is not YAML: " + Words.of(line));
        }
    }

    /** A file that grows while it is read is cut off, and then no YAML. */
    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new ClusterException.KubeconfigUnusable(
                        file.toString(), "is larger than any kubeconfig: more than " + LARGEST + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static JsonNode named(Path file, JsonNode tree, String list, String name) {
        for (JsonNode entry : tree.path(list)) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new ClusterException.KubeconfigUnusable(
                file.toString(), "has no " + list.replaceFirst("s$", "") + " " + name);
    }

    private static ObjectNode body(Path file, JsonNode tree, String list, String name, String key) {
        return named(file, tree, list, name).path(key) instanceof ObjectNode object ? object : JSON.createObjectNode();
    }

    private static void requireSafe(Path file, String server, ObjectNode cluster) {
        URI at;
        try {
            at = URI.create(server);
        } catch (IllegalArgumentException e) {
            throw new ClusterException.KubeconfigUnusable(file.toString(), "names no server: " + Words.of(server));
        }
        if (at.getUserInfo() != null) {
            throw new ClusterException.KubeconfigUnusable(
                    file.toString(), "names a server with a password in its address: " + at.getHost());
        }
        if (at.getHost() == null) {
            throw new ClusterException.KubeconfigUnusable(file.toString(), "names no server: " + Words.of(server));
        }
        if (!"https".equals(at.getScheme()) && !LOOPBACK.contains(at.getHost())) {
            throw new ClusterException.KubeconfigUnusable(
                    file.toString(), "would send credentials in clear text to " + server);
        }
        if (cluster.path("insecure-skip-tls-verify").asBoolean()) {
            throw new ClusterException.KubeconfigUnusable(
                    file.toString(), "switches the check of the server's certificate off (insecure-skip-tls-verify)");
        }
    }

    /** A path in a kubeconfig counts from the folder of the file. */
    private static void absolute(Path file, ObjectNode entry, String key) {
        String path = entry.path(key).asText("");
        if (!path.isEmpty()) {
            entry.put(
                    key, file.toAbsolutePath().resolveSibling(path).normalize().toString());
        }
    }

    private static ObjectNode only(String context, JsonNode chosen, ObjectNode cluster, ObjectNode user) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("apiVersion", "v1").put("kind", "Config").put("current-context", context);
        ObjectNode one = tree.putArray("contexts").addObject().put("name", context);
        one.putObject("context").put("cluster", "cluster").put("user", "user");
        if (chosen.has("namespace")) {
            one.withObject("/context").set("namespace", chosen.get("namespace"));
        }
        tree.putArray("clusters").addObject().put("name", "cluster").set("cluster", cluster);
        tree.putArray("users").addObject().put("name", "user").set("user", user);
        return tree;
    }

    public String server() {
        return server;
    }

    public String context() {
        return context;
    }

    Path file() {
        return file;
    }

    /** This context alone, for another program inside this process. Holds credentials: not for files, not for messages. */
    String contents() {
        try {
            return JSON.writeValueAsString(only);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of ours cannot be written", e);
        }
    }

    /** For the client, which reads certificates and keys now and asks a credential plugin if there is one. */
    Config config() {
        try {
            Config config = Config.fromKubeconfig(context, file.toFile());
            config.setRequestRetryBackoffLimit(0);
            config.setConnectionTimeout(Api.CONNECT_MILLIS);
            config.setRequestTimeout(Api.REQUEST_MILLIS);
            return config;
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new ClusterException.KubeconfigUnusable(
                    file.toString(), "cannot be used: " + Words.of(String.valueOf(e.getMessage())));
        }
    }

    /** What of it nobody else may read, so that it can be taken out of texts. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (String key : List.of("token", "password", "client-key-data")) {
            String value = user().path(key).asText("");
            if (!value.isEmpty()) {
                secrets.add(value);
            }
        }
        return secrets;
    }

    /** The certificate that is shown, where there is one. */
    JsonNode user() {
        return only.path("users").path(0).path("user");
    }
}
