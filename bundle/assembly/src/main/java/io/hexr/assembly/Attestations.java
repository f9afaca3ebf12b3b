package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/**
 * What is said of an image beside it: its bill of materials in both formats and how it was made. Each is an artifact that refers to the image, so whoever
 * copies the image with its referrers has them, and the one signature of a release covers them.
 */
final class Attestations {
    static final String CYCLONEDX = "application/vnd.cyclonedx+json";
    static final String SPDX = "application/spdx+json";
    static final String IN_TOTO = "application/vnd.in-toto+json";
    /** How many documents stand beside each image. */
    static final int DOCUMENTS = 3;

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Recipe recipe;
    private final Descriptor image;
    private final Bill bill;
    private final Offered offered;

    Attestations(Recipe recipe, Descriptor image, Bill bill, Offered offered) {
        this.recipe = recipe;
        this.image = image;
        this.bill = bill;
        this.offered = offered;
    }

    void attach(LayoutStore to) {
        attach(to, CYCLONEDX, StrictJson.write(cycloneDx()));
        attach(to, SPDX, StrictJson.write(spdx()));
        attach(to, IN_TOTO, StrictJson.write(provenance()));
    }

    private void attach(LayoutStore to, String type, byte[] document) {
        Descriptor config = Descriptor.of(MediaTypes.OCI_EMPTY, EMPTY);
        to.put(config, new ByteArrayInputStream(EMPTY));
        Descriptor layer = Descriptor.of(type, document);
        to.put(layer, new ByteArrayInputStream(document));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("artifactType", type);
        manifest.put("config", ImageWriter.plain(config));
        manifest.put("layers", List.of(ImageWriter.plain(layer)));
        manifest.put("subject", ImageWriter.plain(image));
        byte[] bytes = StrictJson.write(manifest);
        to.put(Descriptor.of(MediaTypes.OCI_MANIFEST, bytes), new ByteArrayInputStream(bytes));
    }

    Map<String, Object> cycloneDx() {
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("type", "container");
        subject.put("bom-ref", "image");
        subject.put("name", recipe.name());
        subject.put("version", recipe.tag());
        subject.put("description", recipe.about().description());
        subject.put("licenses", List.of(Map.of("expression", recipe.about().licence())));
        subject.put("purl", purl());
        List<Map<String, Object>> components = new ArrayList<>();
        for (Bill.Part part : bill.parts()) {
            Map<String, Object> component = new LinkedHashMap<>();
            component.put("type", part.kind().toString());
            component.put("bom-ref", part.purl());
            component.put("name", part.name());
            component.put("version", part.version());
            component.put("purl", part.purl());
            if (!part.licences().isEmpty()) {
                component.put("licenses", cycloneDxLicences(part.licences()));
            }
            part.digest()
                    .ifPresent(digest ->
                            component.put("hashes", List.of(Map.of("alg", "SHA-256", "content", digest.hex()))));
            components.add(component);
        }
        UUID serial = UUID.nameUUIDFromBytes(image.digest().toString().getBytes(StandardCharsets.US_ASCII));
        return Map.of(
                "bomFormat",
                "CycloneDX",
                "specVersion",
                "1.6",
                "serialNumber",
                "urn:uuid:" + serial,
                "version",
                1,
                "metadata",
                Map.of(
                        "component",
                        subject,
                        "tools",
                        Map.of("components", List.of(Map.of("type", "application", "name", "hexr")))),
                "components",
                components);
    }

    private static List<Map<String, Object>> cycloneDxLicences(List<String> names) {
        Optional<String> expression = Licences.expression(names);
        if (expression.isPresent()) {
            return List.of(Map.of("expression", expression.get()));
        }
        return names.stream()
                .map(name -> Map.<String, Object>of(
                        "license", Licences.isSpdx(name) ? Map.of("id", name) : Map.of("name", name)))
                .toList();
    }

    Map<String, Object> spdx() {
        List<Map<String, Object>> packages = new ArrayList<>();
        List<Map<String, Object>> relationships = new ArrayList<>();
        packages.add(spdxPackage(
                "SPDXRef-image",
                new Bill.Part(
                        purl(),
                        recipe.name(),
                        recipe.tag(),
                        Bill.Kind.APPLICATION,
                        List.of(recipe.about().licence()),
                        Optional.of(image.digest()))));
        relationships.add(relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image"));
        int number = 0;
        for (Bill.Part part : bill.parts()) {
            String id = "SPDXRef-part-" + ++number;
            packages.add(spdxPackage(id, part));
            relationships.add(relation("SPDXRef-image", "CONTAINS", id));
        }
        return Map.of(
                "spdxVersion",
                "SPDX-2.3",
                "dataLicense",
                "CC0-1.0",
                "SPDXID",
                "SPDXRef-DOCUMENT",
                "name",
                recipe.name() + "-" + recipe.tag(),
                "documentNamespace",
                "https://hexr.io/spdx/" + recipe.name() + "/" + image.digest().hex(),
                "creationInfo",
                Map.of("created", "1970-01-01T00:00:00Z", "creators", List.of("Tool: hexr")),
                "packages",
                packages,
                "relationships",
                relationships);
    }

    private static Map<String, Object> spdxPackage(String id, Bill.Part part) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("SPDXID", id);
        all.put("name", part.name());
        all.put("versionInfo", part.version());
        all.put("downloadLocation", "NOASSERTION");
        all.put("filesAnalyzed", false);
        all.put("licenseConcluded", "NOASSERTION");
        all.put("licenseDeclared", Licences.expression(part.licences()).orElse("NOASSERTION"));
        if (Licences.expression(part.licences()).isEmpty() && !part.licences().isEmpty()) {
            all.put("licenseComments", "as its source states: " + String.join(", ", part.licences()));
        }
        all.put("copyrightText", "NOASSERTION");
        all.put(
                "externalRefs",
                List.of(Map.of(
                        "referenceCategory", "PACKAGE-MANAGER",
                        "referenceType", "purl",
                        "referenceLocator", part.purl())));
        part.digest()
                .ifPresent(digest ->
                        all.put("checksums", List.of(Map.of("algorithm", "SHA256", "checksumValue", digest.hex()))));
        return all;
    }

    private static Map<String, Object> relation(String from, String type, String to) {
        return Map.of("spdxElementId", from, "relationshipType", type, "relatedSpdxElement", to);
    }

    private String purl() {
        return "pkg:oci/" + recipe.name() + "@" + image.digest().toString().replace(":", "%3A");
    }

    /** SLSA provenance in an in-toto statement. No time: the same inputs were made into the same image whenever it was. */
    Map<String, Object> provenance() {
        List<Map<String, Object>> dependencies = new ArrayList<>();
        for (Bill.Part part : bill.with(offered.tools()).parts()) {
            Map<String, Object> dependency = new LinkedHashMap<>();
            dependency.put("uri", part.purl());
            part.digest().ifPresent(digest -> dependency.put("digest", Map.of("sha256", digest.hex())));
            dependencies.add(dependency);
        }
        Map<String, Object> definition = Map.of(
                "buildType",
                "https://hexr.io/build/recipe/v1",
                "externalParameters",
                Map.of(
                        "recipe", recipe.name(),
                        "version", recipe.tag(),
                        "recipeDigest", recipe.digest().toString()),
                "internalParameters",
                Map.of("drift", offered.drift()),
                "resolvedDependencies",
                dependencies);
        return Map.of(
                "_type",
                "https://in-toto.io/Statement/v1",
                "subject",
                List.of(Map.of(
                        "name",
                        recipe.name(),
                        "digest",
                        Map.of("sha256", image.digest().hex()))),
                "predicateType",
                "https://slsa.dev/provenance/v1",
                "predicate",
                Map.of(
                        "buildDefinition",
                        definition,
                        "runDetails",
                        Map.of("builder", Map.of("id", "https://hexr.io/release-build"))));
    }
}
