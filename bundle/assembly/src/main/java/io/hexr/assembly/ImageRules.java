package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** What no image of a release may be or hold. */
final class ImageRules {
    private static final int TEXT = 1 << 20;
    private static final Set<String> PACKAGE_TOOLS = Set.of(
            "apk", "apt", "apt-get", "dnf", "dpkg", "microdnf", "npm", "npx", "pip", "pip3", "rpm", "yum", "zypper");
    private static final Set<String> CREDENTIALS = Set.of(
            ".docker/config.json",
            ".git-credentials",
            ".netrc",
            ".npmrc",
            ".pypirc",
            "id_dsa",
            "id_ecdsa",
            "id_ed25519",
            "id_rsa");
    private static final List<String> LABELS = List.of(
            "org.opencontainers.image.title",
            "org.opencontainers.image.description",
            "org.opencontainers.image.licenses",
            "org.opencontainers.image.vendor",
            "org.opencontainers.image.version");
    private static final Pattern SECRET = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/=]{40,}"
            + "|\\bAKIA[0-9A-Z]{16}\\b|\\bgh[pousr]_[A-Za-z0-9]{36}\\b");

    private ImageRules() {}

    /** One sentence for each rule that is broken; none where all is well. */
    static List<String> findings(LayoutStore store, Descriptor manifest) {
        List<String> findings = new ArrayList<>();
        JsonNode config = ImageWriter.config(store, (ImageManifest) store.manifest(manifest))
                .path("config");
        String user = config.path("User").asText("");
        if (!user.matches("[1-9][0-9]*(:[0-9]+)?")) {
            findings.add("runs as " + (user.isEmpty() ? "root" : "'" + user.replaceAll("[^\\x21-\\x7e]", "?") + "'")
                    + "; a number other than 0 is needed, which a cluster can check");
        }
        for (String label : LABELS) {
            if (config.path("Labels").path(label).asText("").isEmpty()) {
                findings.add("has no label " + label);
            }
        }
        LayerPaths.walk(store, manifest, (path, entry, content) -> inspect(findings, path, entry, content));
        return findings;
    }

    private static void inspect(List<String> findings, String path, TarArchiveEntry entry, InputStream content)
            throws IOException {
        String plain = path.replaceAll("[^\\x20-\\x7e]", "?");
        if (entry.isFile() && (entry.getMode() & 06000) != 0) {
            findings.add(plain + " is setuid or setgid");
        }
        if (entry.isCharacterDevice() || entry.isBlockDevice()) {
            findings.add(plain + " is a device");
        }
        if (!entry.isDirectory()
                && PACKAGE_TOOLS.contains(path.substring(path.lastIndexOf('/') + 1))
                && path.matches("(/usr)?(/local)?/s?bin/[^/]*")) {
            findings.add(plain + " is a package manager");
        }
        if (CREDENTIALS.stream().anyMatch(secret -> path.endsWith("/" + secret))) {
            findings.add(plain + " is where credentials are kept");
        }
        if (entry.isFile() && entry.getSize() <= TEXT) {
            String text = new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
            if (SECRET.matcher(text).find()) {
                findings.add(plain + " holds a secret");
            }
        }
    }
}
