package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.hexr.oci.Digest;
import io.hexr.oci.Limits;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** The specification against our server, with what the CNCF's registry lacks or does otherwise. */
final class ServerSpecificationIT extends RegistrySpecification {
    private static final byte[] BLOB = "blob".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path folder;

    private static StoreFolder store;
    private static RegistryServer server;
    private static SpecClient client;

    @BeforeAll
    static void start() {
        store = StoreFolder.open(folder.resolve("store"));
        server = RegistryServer.start(store, ServerOptions.loopback(0));
        client = new SpecClient(server.address());
    }

    @AfterAll
    static void stop() {
        server.close();
        store.close();
    }

    @Override
    SpecClient client() {
        return requireNonNull(client);
    }

    @Test
    void everyAnswerNamesTheProtocolsVersion() {
        assertThat(client.get("/v2/").header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
        assertThat(client.get("/nowhere").header("Docker-Distribution-API-Version"))
                .isEqualTo("registry/2.0");
    }

    @Test
    void end2And3AnswerNotModifiedToOneWhoHasIt() {
        String name = "known/already";
        byte[] manifest = client.pushImage(name, "v1", name);
        String etag = client.get("/v2/" + name + "/manifests/v1").header("ETag");
        assertThat(etag).contains(Digest.of(manifest).toString());
        var again = client.get("/v2/" + name + "/manifests/v1", "If-None-Match", etag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void end9KnowsNoTagThatWasDeleted() {
        client.pushImage("tagless", "v1", "tagless");
        assertThat(client.delete("/v2/tagless/manifests/v1").status()).isEqualTo(202);
        assertThat(client.delete("/v2/tagless/manifests/v1").code()).isEqualTo("MANIFEST_UNKNOWN");
        assertThat(client.delete("/v2/never/manifests/v1").code()).isEqualTo("NAME_UNKNOWN");
    }

    @Test
    void end3TakesAnImpossibleTagForOneThatIsNotThere() {
        assertThat(client.get("/v2/some/manifests/.INVALID").status()).isEqualTo(404);
        assertThat(client.get("/v2/some/manifests/.INVALID").code()).isEqualTo("MANIFEST_UNKNOWN");
    }

    @Test
    void end4bTakesABlobInOneRequest() {
        Digest digest = Digest.of(BLOB);
        var post = client.send("POST", "/v2/one/request/blobs/uploads/?digest=" + digest, BLOB);
        assertThat(post.status()).isEqualTo(201);
        assertThat(post.header("Location")).isEqualTo("/v2/one/request/blobs/" + digest);
        var lie = client.send("POST", "/v2/one/request/blobs/uploads/?digest=" + digest, new byte[] {1});
        assertThat(lie.status()).isEqualTo(400);
        assertThat(lie.code()).isEqualTo("DIGEST_INVALID");
    }

    @Test
    void end5RefusesALengthThatContradictsItself() {
        String session = client.startUpload("lengths");
        var patch = client.send("PATCH", session, BLOB, "Content-Range", "0-9");
        assertThat(patch.status()).isEqualTo(400);
        assertThat(patch.code()).isEqualTo("SIZE_INVALID");
        var nonsense = client.send("PATCH", session, BLOB, "Content-Range", "three");
        assertThat(nonsense.status()).isEqualTo(400);
        assertThat(nonsense.code()).isEqualTo("BLOB_UPLOAD_INVALID");
    }

    @Test
    void end5And6KnowNoUploadOfAnotherRepository() {
        String session = client.startUpload("mine").replace("/v2/mine/", "/v2/yours/");
        assertThat(client.send("PATCH", session, BLOB).code()).isEqualTo("BLOB_UPLOAD_UNKNOWN");
        assertThat(client.send("PUT", SpecClient.with(session, "digest=" + Digest.of(BLOB)), BLOB)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void end6NeedsADigest() {
        var put = client.send("PUT", client.startUpload("nodigest"), BLOB);
        assertThat(put.status()).isEqualTo(400);
        assertThat(put.code()).isEqualTo("DIGEST_INVALID");
    }

    @Test
    void end7RefusesAnIndexWhoseManifestIsMissing() {
        byte[] absent = Manifests.image(BLOB, BLOB);
        var put = client.send(
                "PUT", "/v2/sparse/manifests/v1", Manifests.index(absent), "Content-Type", MediaTypes.OCI_INDEX);
        assertThat(put.status()).isEqualTo(404);
        assertThat(put.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    }

    @Test
    void end7RefusesAWrongSizeInAManifest() {
        client.pushBlob("sizes", BLOB);
        byte[] manifest = new String(Manifests.image(BLOB, BLOB), StandardCharsets.UTF_8)
                .replaceFirst("\"size\": 4", "\"size\": 5")
                .getBytes(StandardCharsets.UTF_8);
        var put = client.pushManifest("sizes", "v1", manifest);
        assertThat(put.status()).isEqualTo(400);
        assertThat(put.code()).isEqualTo("MANIFEST_INVALID");
    }

    @Test
    void end7RefusesATypeThatTheManifestContradicts() {
        byte[] manifest = client.pushImage("confused", "v1", "confused");
        var put = client.send("PUT", "/v2/confused/manifests/v2", manifest, "Content-Type", MediaTypes.DOCKER_MANIFEST);
        assertThat(put.status()).isEqualTo(400);
        assertThat(put.code()).isEqualTo("MANIFEST_INVALID");
    }

    @Test
    void end7RefusesAManifestThatIsTooLarge() {
        byte[] large = new byte[Limits.MANIFEST_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        var put = client.pushManifest("large", "v1", large);
        assertThat(put.status()).isEqualTo(413);
        assertThat(put.code()).isEqualTo("MANIFEST_INVALID");
    }

    @Test
    void end7RefusesAMalformedTagAndAMalformedDigest() {
        byte[] manifest = client.pushImage("tags", "v1", "tags");
        assertThat(client.pushManifest("tags", "-v1", manifest).code()).isEqualTo("TAG_INVALID");
        assertThat(client.pushManifest("tags", "sha256:wrong", manifest).code()).isEqualTo("DIGEST_INVALID");
    }

    @Test
    void end7TakesAManifestUnderItsSha512() {
        byte[] manifest = client.pushImage("long", "v1", "long");
        Digest digest = Digest.of(Digest.Algorithm.SHA512, manifest);
        var put = client.pushManifest("long", digest.toString(), manifest);
        assertThat(put.status()).isEqualTo(201);
        assertThat(put.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(client.get("/v2/long/manifests/" + digest).body()).isEqualTo(manifest);
    }

    @Test
    void end8TakesNoNonsenseForANumber() {
        client.pushImage("numbers", "v1", "numbers");
        assertThat(client.get("/v2/numbers/tags/list?n=-1").status()).isEqualTo(400);
        assertThat(client.get("/v2/numbers/tags/list?n=0").json().get("tags")).isEqualTo(List.of());
        assertThat(client.get("/v2/numbers/tags/list?n=0").header("Link")).isEmpty();
    }

    @Test
    void end9And10KeepWhatAManifestNeeds() {
        byte[] manifest = client.pushImage("needed", "v1", "needed");
        byte[] index = Manifests.index(manifest);
        client.send("PUT", "/v2/needed/manifests/all", index, "Content-Type", MediaTypes.OCI_INDEX);
        var blob = client.delete("/v2/needed/blobs/" + Digest.of("needed".getBytes(StandardCharsets.UTF_8)));
        assertThat(blob.status()).isEqualTo(405);
        assertThat(blob.code()).isEqualTo("UNSUPPORTED");
        assertThat(client.delete("/v2/needed/manifests/" + Digest.of(manifest)).status())
                .isEqualTo(405);
        assertThat(client.delete("/v2/needed/manifests/" + Digest.of(index)).status())
                .isEqualTo(202);
        assertThat(client.delete("/v2/needed/manifests/" + Digest.of(manifest)).status())
                .isEqualTo(202);
    }

    @Test
    void end11MountsFromAnywhereWhereNoRepositoryIsNamed() {
        Digest digest = client.pushBlob("somewhere", "automatic".getBytes(StandardCharsets.UTF_8));
        var mount = client.send("POST", "/v2/elsewhere/blobs/uploads/?mount=" + digest, new byte[0]);
        assertThat(mount.status()).isEqualTo(201);
    }

    @Test
    void end12ListsReferrersAndFiltersThem() {
        byte[] subject = client.pushImage("about", "v1", "about");
        client.pushBlob("about", BLOB);
        byte[] sbom = Manifests.referrer(subject, "application/sbom", BLOB, BLOB);
        byte[] signature = Manifests.referrer(subject, "application/signature", BLOB, BLOB);
        for (byte[] referrer : List.of(sbom, signature)) {
            var put = client.pushManifest("about", Digest.of(referrer).toString(), referrer);
            assertThat(put.header("OCI-Subject")).isEqualTo(Digest.of(subject).toString());
        }
        String path = "/v2/about/referrers/" + Digest.of(subject);
        var all = client.get(path);
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(all.header("OCI-Filters-Applied")).isEmpty();
        assertThat((List<?>) all.json().get("manifests")).hasSize(2);
        var some = client.get(path + "?artifactType=application/sbom");
        assertThat(some.header("OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(some.json().get("manifests"))
                .isEqualTo(List.of(Map.of(
                        "mediaType",
                        MediaTypes.OCI_MANIFEST,
                        "digest",
                        Digest.of(sbom).toString(),
                        "size",
                        sbom.length,
                        "artifactType",
                        "application/sbom",
                        "annotations",
                        Map.of("org.example.of", "application/sbom"))));
        client.delete("/v2/about/manifests/" + Digest.of(sbom));
        assertThat((List<?>) client.get(path).json().get("manifests")).hasSize(1);
    }

    @Test
    void end12ListsNothingForWhatIsNotThereAndRefusesWhatIsNoDigest() {
        var none = client.get("/v2/never/seen/referrers/" + Digest.of(BLOB));
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.json().get("manifests")).isEqualTo(List.of());
        assertThat(client.get("/v2/never/seen/referrers/sha256:x").code()).isEqualTo("DIGEST_INVALID");
    }

    @Test
    void theCatalogListsRepositoriesInPages() {
        client.pushImage("zz/a", "v1", "a");
        client.pushImage("zz/b", "v1", "b");
        var page = client.get("/v2/_catalog?n=1&last=zz");
        assertThat(page.json().get("repositories")).isEqualTo(List.of("zz/a"));
        assertThat(page.header("Link")).isEqualTo("</v2/_catalog?n=1&last=zz%2Fa>; rel=\"next\"");
    }

    @Test
    void aRepositoryMayBearTheNamesOfEndPoints() {
        String name = "a/blobs/uploads/manifests/tags";
        byte[] manifest = client.pushImage(name, "list", "named");
        assertThat(client.get("/v2/" + name + "/manifests/list").body()).isEqualTo(manifest);
        assertThat(client.get("/v2/" + name + "/tags/list").json().get("tags")).isEqualTo(List.of("list"));
    }

    @Test
    void namesThatAreNoneAreRefused() {
        for (String name : List.of("Upper", "a//b", "a/../b", "-a", "a".repeat(256))) {
            var answer = client.get("/v2/" + name + "/tags/list");
            assertThat(answer.status()).as(name).isEqualTo(400);
            assertThat(answer.code()).as(name).isEqualTo("NAME_INVALID");
        }
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsRefusedWithThoseItTakes() {
        var answer = client.send("POST", "/v2/some/tags/list", BLOB);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.code()).isEqualTo("UNSUPPORTED");
        assertThat(client.send("PUT", "/v2/some/blobs/" + Digest.of(BLOB), BLOB).header("Allow"))
                .isEqualTo("GET, HEAD, DELETE");
    }

    @Test
    void anErrorIsJsonOfTheSpecificationsShape() {
        var answer = client.get("/v2/some/blobs/" + Digest.of(StrictJson.write(List.of())));
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().keySet()).asString().isEqualTo("[errors]");
    }

    @Test
    void theFirstOfTwoWritersOfOneUploadLosesItToTheSecond() throws Exception {
        String session = client.startUpload("taken");
        try (var first = client.connect()) {
            first.getOutputStream()
                    .write(("PATCH " + session + " HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nabcd")
                            .getBytes(StandardCharsets.US_ASCII));
            first.getOutputStream().flush();
            while (!client.get(session).header("Range").equals("0-3")) {
                Thread.onSpinWait();
            }
            var second = client.send("PATCH", session, BLOB, "Content-Range", "4-7");
            assertThat(second.status()).isEqualTo(202);
            first.getOutputStream().write("late".getBytes(StandardCharsets.US_ASCII));
            first.getOutputStream().flush();
            byte[] answer = new byte[12];
            assertThat(first.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 409");
        }
        byte[] whole = "abcdblob".getBytes(StandardCharsets.US_ASCII);
        var put = client.send("PUT", SpecClient.with(session, "digest=" + Digest.of(whole)), new byte[0]);
        assertThat(put.status()).isEqualTo(201);
    }
}
