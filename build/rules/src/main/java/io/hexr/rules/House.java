package io.hexr.rules;

import java.util.Map;
import java.util.Set;

/** Who may depend on whom, and which module alone may import which library. An arrow that is not here does not build. */
final class House {
    static final String ROOT = "io.hexr.";

    /** Package (last segment) to the packages of ours it may use. */
    static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("oci", Set.of()),
            Map.entry("registry", Set.of("oci")),
            Map.entry("signing", Set.of("oci")),
            Map.entry("format", Set.of("oci", "signing")),
            Map.entry("transfer", Set.of("oci", "signing", "format", "registry")),
            Map.entry("helm", Set.of("oci", "signing", "format")),
            Map.entry("assembly", Set.of("oci", "signing", "format", "registry", "helm")),
            Map.entry("install", Set.of("oci", "signing", "format")),
            Map.entry("cluster", Set.of("oci", "signing", "format", "install", "helm", "registry")),
            Map.entry("evidence", Set.of("oci", "signing", "format", "install")),
            // console renders every exception family and uses nothing else of ours
            Map.entry(
                    "console",
                    Set.of(
                            "oci",
                            "signing",
                            "format",
                            "registry",
                            "transfer",
                            "helm",
                            "assembly",
                            "install",
                            "cluster")),
            Map.entry(
                    "cli",
                    Set.of(
                            "oci",
                            "signing",
                            "format",
                            "registry",
                            "transfer",
                            "helm",
                            "assembly",
                            "install",
                            "cluster",
                            "evidence",
                            "console")),
            Map.entry("charts", Set.of("oci", "format", "helm")),
            Map.entry("service", Set.of()),
            Map.entry("kube", Set.of()),
            Map.entry("protocols", Set.of()));

    /** What a service of {@code components} that has no line above may use. */
    static final Set<String> FRAME = Set.of("service", "kube", "protocols");

    /** Library package prefix to the only packages of ours that may import it. */
    static final Map<String, Set<String>> IMPORTERS = Map.ofEntries(
            Map.entry("org.bouncycastle.", Set.of("signing")),
            Map.entry("com.google.cloud.tools.jib.", Set.of("assembly")),
            Map.entry("com.marcnuri.helm.", Set.of("helm")),
            Map.entry("com.sun.jna.", Set.of("helm")),
            Map.entry("io.fabric8.", Set.of("cluster", "kube")),
            Map.entry("picocli.", Set.of("cli")),
            Map.entry("at.favre.lib.crypto.bcrypt.", Set.of("registry")),
            Map.entry("org.apache.commons.compress.", Set.of("assembly")),
            Map.entry(
                    "com.fasterxml.jackson.",
                    Set.of(
                            "oci",
                            "signing",
                            "format",
                            "transfer",
                            "helm",
                            "assembly",
                            "console",
                            "install",
                            "cluster",
                            "evidence",
                            "service",
                            "bootstrap",
                            "charts",
                            "airgaptests")),
            Map.entry("org.yaml.snakeyaml.", Set.of("format", "helm")),
            Map.entry("io.javalin.", Set.of("service")),
            Map.entry("io.grpc.", Set.of("service", "protocols", "autoregistrar", "pidmapper", "csi")),
            Map.entry("io.spiffe.", Set.of("service")),
            Map.entry("org.flywaydb.", Set.of("service")));

    /** Where a connection may be opened: the registry client, the cluster's API server, the connected side's sources, the services' one client, and the program that runs before there is a service. */
    static final Set<String> CONNECTS =
            Set.of("registry", "cluster", "assembly", "service", "csi", "pidmapper", "bootstrap");

    /** Where the process speaks, reads its environment or ends: launchers and the console. */
    static final Set<String> SPEAKS = Set.of("cli", "console");

    private House() {}

    static Set<String> mayUse(String segment) {
        return MAY_USE.getOrDefault(segment, FRAME);
    }
}
