package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The distribution specification 1.1, end-point by end-point, as every registry must answer. Runs against ours and, as a cross-check of the tests themselves,
 * against the CNCF's.
 */
abstract class RegistrySpecification {
    private static final byte[] BLOB = "a blob of twenty six bytes".getBytes(StandardCharsets.UTF_8);

    abstract SpecClient client();

    private String name() {
        return "spec/r" + java.util.UUID.randomUUID().toString().replace("-", "");
    }

    @Test
    void end1SaysThatTheProtocolIsSpoken() {
        assertThat(client().get("/v2/").status()).isEqualTo(200);
    }

    @Test
    void end2GivesABlobWithItsDigestAndSize() {
        String name = name();
        Digest digest = client().pushBlob(name, BLOB);
        var get = client().get("/v2/" + name + "/blobs/" + digest);
        var head = client().head("/v2/" + name + "/blobs/" + digest);
        assertThat(get.status()).isEqualTo(200);
        assertThat(get.body()).isEqualTo(BLOB);
        assertThat(get.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("26");
        assertThat(head.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    }

    @Test
    void end2KnowsNoBlobThatIsNotInThisRepository() {
        Digest digest = client().pushBlob(name(), BLOB);
        String other = name();
        client().pushBlob(other, "another".getBytes(StandardCharsets.UTF_8));
        var get = client().get("/v2/" + other + "/blobs/" + digest);
        assertThat(get.status()).isEqualTo(404);
        assertThat(get.code()).isEqualTo("BLOB_UNKNOWN");
        assertThat(client().head("/v2/" + other + "/blobs/" + digest).status()).isEqualTo(404);
    }

    @Test
    void end2GivesARangeOfABlob() {
        String name = name();
        String path = "/v2/" + name + "/blobs/" + client().pushBlob(name, BLOB);
        var middle = client().get(path, "Range", "bytes=2-5");
        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.text()).isEqualTo("blob");
        assertThat(middle.header("Content-Range")).isEqualTo("bytes 2-5/26");
        assertThat(client().get(path, "Range", "bytes=-5").text()).isEqualTo("bytes");
        assertThat(client().get(path, "Range", "bytes=21-").text()).isEqualTo("bytes");
        assertThat(client().get(path, "Range", "bytes=26-").status()).isEqualTo(416);
    }

    @Test
    void end3GivesAManifestByTagAndByDigest() {
        String name = name();
        byte[] manifest = client().pushImage(name, "v1", name);
        for (String reference : List.of("v1", Digest.of(manifest).toString())) {
            var get = client().get("/v2/" + name + "/manifests/" + reference, "Accept", MediaTypes.OCI_MANIFEST);
            assertThat(get.status()).isEqualTo(200);
            assertThat(get.body()).isEqualTo(manifest);
            assertThat(get.header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
            assertThat(get.header("Docker-Content-Digest"))
                    .isEqualTo(Digest.of(manifest).toString());
        }
        var head =
                client().send("HEAD", "/v2/" + name + "/manifests/v1", new byte[0], "Accept", MediaTypes.OCI_MANIFEST);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("" + manifest.length);
    }

    @Test
    void end3KnowsNoManifestThatIsNotThere() {
        String name = name();
        client().pushImage(name, "v1", name);
        var get = client().get("/v2/" + name + "/manifests/v2");
        assertThat(get.status()).isEqualTo(404);
        assertThat(get.code()).isEqualTo("MANIFEST_UNKNOWN");
        assertThat(client().get("/v2/" + name + "/manifests/" + Digest.of(BLOB)).status())
                .isEqualTo(404);
    }

    @Test
    void end4aAnd5And6TakeABlobInOneStream() {
        String name = name();
        String session = client().startUpload(name);
        var patch = client().send("PATCH", session, BLOB, "Content-Type", "application/octet-stream");
        assertThat(patch.status()).isEqualTo(202);
        assertThat(patch.header("Range")).isEqualTo("0-25");
        Digest digest = Digest.of(BLOB);
        var put = client().send("PUT", SpecClient.with(patch.header("Location"), "digest=" + digest), new byte[0]);
        assertThat(put.status()).isEqualTo(201);
        assertThat(put.header("Location")).endsWith("/v2/" + name + "/blobs/" + digest);
        assertThat(client().get("/v2/" + name + "/blobs/" + digest).body()).isEqualTo(BLOB);
    }

    @Test
    void end5TakesChunksInOrderOnly() {
        String name = name();
        String session = client().startUpload(name);
        var late = client().send("PATCH", session, SpecClient.slice(BLOB, 10, 26), "Content-Range", "10-25");
        assertThat(late.status()).isEqualTo(416);
        var first = client().send("PATCH", session, SpecClient.slice(BLOB, 0, 10), "Content-Range", "0-9");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Range")).isEqualTo("0-9");
        var again =
                client().send("PATCH", first.header("Location"), SpecClient.slice(BLOB, 0, 10), "Content-Range", "0-9");
        assertThat(again.status()).isEqualTo(416);
        var status = client().get(first.header("Location"));
        assertThat(status.status()).isEqualTo(204);
        assertThat(status.header("Range")).isEqualTo("0-9");
        var second = client().send(
                        "PATCH", status.header("Location"), SpecClient.slice(BLOB, 10, 20), "Content-Range", "10-19");
        assertThat(second.status()).isEqualTo(202);
        var put = client().send(
                        "PUT",
                        SpecClient.with(second.header("Location"), "digest=" + Digest.of(BLOB)),
                        SpecClient.slice(BLOB, 20, 26),
                        "Content-Range",
                        "20-25");
        assertThat(put.status()).isEqualTo(201);
        assertThat(client().get("/v2/" + name + "/blobs/" + Digest.of(BLOB)).body())
                .isEqualTo(BLOB);
    }

    @Test
    void end6RefusesABlobWithAnotherDigest() {
        String name = name();
        Digest other = Digest.of("other".getBytes(StandardCharsets.UTF_8));
        var put = client().send("PUT", SpecClient.with(client().startUpload(name), "digest=" + other), BLOB);
        assertThat(put.status()).isEqualTo(400);
        assertThat(put.code()).isEqualTo("DIGEST_INVALID");
        assertThat(client().get("/v2/" + name + "/blobs/" + other).status()).isEqualTo(404);
        assertThat(client().get("/v2/" + name + "/blobs/" + Digest.of(BLOB)).status())
                .isEqualTo(404);
    }

    @Test
    void end7RefusesWhatIsNoManifest() {
        var put = client().pushManifest(name(), "v1", "not json".getBytes(StandardCharsets.UTF_8));
        assertThat(put.status()).isEqualTo(400);
        assertThat(put.code()).isEqualTo("MANIFEST_INVALID");
    }

    @Test
    void end7RefusesAManifestWhoseBlobIsMissing() {
        String name = name();
        client().pushBlob(name, BLOB);
        byte[] manifest = Manifests.image(BLOB, "missing".getBytes(StandardCharsets.UTF_8));
        var put = client().pushManifest(name, "v1", manifest);
        assertThat(put.status()).isIn(400, 404);
        assertThat(put.text()).contains("MANIFEST_BLOB_UNKNOWN");
        assertThat(client().get("/v2/" + name + "/manifests/v1").status()).isEqualTo(404);
    }

    @Test
    void end7RefusesAManifestWithAnotherDigest() {
        String name = name();
        byte[] manifest = client().pushImage(name, "v1", name);
        var put = client().pushManifest(name, Digest.of(BLOB).toString(), manifest);
        assertThat(put.status()).isEqualTo(400);
        assertThat(put.code()).isEqualTo("DIGEST_INVALID");
    }

    @Test
    void end7TakesAnIndexOfManifestsThatAreThere() {
        String name = name();
        byte[] one = client().pushImage(name, "one", name + "1");
        byte[] two = client().pushImage(name, "two", name + "2");
        byte[] index = Manifests.index(one, two);
        var put = client().send("PUT", "/v2/" + name + "/manifests/both", index, "Content-Type", MediaTypes.OCI_INDEX);
        assertThat(put.status()).isEqualTo(201);
        var get = client().get("/v2/" + name + "/manifests/both", "Accept", MediaTypes.OCI_INDEX);
        assertThat(get.body()).isEqualTo(index);
        assertThat(get.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
    }

    @Test
    void end7TakesDockerManifests() {
        String name = name();
        byte[] config = name.getBytes(StandardCharsets.UTF_8);
        client().pushBlob(name, config);
        client().pushBlob(name, BLOB);
        byte[] manifest = StrictJson.write(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.DOCKER_MANIFEST,
                "config",
                Manifests.descriptor(MediaTypes.DOCKER_CONFIG, config),
                "layers",
                List.of(Manifests.descriptor(MediaTypes.DOCKER_LAYER_GZIP, BLOB))));
        var put = client().send(
                        "PUT", "/v2/" + name + "/manifests/v1", manifest, "Content-Type", MediaTypes.DOCKER_MANIFEST);
        assertThat(put.status()).isEqualTo(201);
        var get = client().get("/v2/" + name + "/manifests/v1", "Accept", MediaTypes.DOCKER_MANIFEST);
        assertThat(get.body()).isEqualTo(manifest);
        assertThat(get.header("Content-Type")).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void end8ListsTagsInOrderAndInPages() {
        String name = name();
        for (String tag : List.of("c", "a", "b")) {
            client().pushImage(name, tag, name);
        }
        var all = client().get("/v2/" + name + "/tags/list");
        assertThat(all.json().get("name")).isEqualTo(name);
        assertThat(all.json().get("tags")).isEqualTo(List.of("a", "b", "c"));
        var two = client().get("/v2/" + name + "/tags/list?n=2");
        assertThat(two.json().get("tags")).isEqualTo(List.of("a", "b"));
        assertThat(two.header("Link")).contains("rel=\"next\"").contains("last=b");
        var rest = client().get("/v2/" + name + "/tags/list?n=2&last=b");
        assertThat(rest.json().get("tags")).isEqualTo(List.of("c"));
        assertThat(rest.header("Link")).isEmpty();
    }

    @Test
    void end8KnowsNoTagsOfARepositoryThatIsNotThere() {
        var list = client().get("/v2/" + name() + "/tags/list");
        assertThat(list.status()).isEqualTo(404);
        assertThat(list.code()).isEqualTo("NAME_UNKNOWN");
    }

    @Test
    void end9DeletesAManifestAndItsTags() {
        String name = name();
        byte[] manifest = client().pushImage(name, "v1", name);
        String path = "/v2/" + name + "/manifests/" + Digest.of(manifest);
        assertThat(client().delete(path).status()).isEqualTo(202);
        assertThat(client().get(path).status()).isEqualTo(404);
        assertThat(client().get("/v2/" + name + "/manifests/v1").status()).isEqualTo(404);
        assertThat(client().delete(path).status()).isEqualTo(404);
    }

    @Test
    void end9DeletesATagAndLeavesTheManifest() {
        String name = name();
        byte[] manifest = client().pushImage(name, "v1", name);
        client().pushManifest(name, "v2", manifest);
        assertThat(client().delete("/v2/" + name + "/manifests/v1").status()).isEqualTo(202);
        assertThat(client().get("/v2/" + name + "/manifests/v1").status()).isEqualTo(404);
        assertThat(client().get("/v2/" + name + "/manifests/v2", "Accept", MediaTypes.OCI_MANIFEST)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void end10DeletesABlob() {
        String name = name();
        String path = "/v2/" + name + "/blobs/" + client().pushBlob(name, BLOB);
        assertThat(client().delete(path).status()).isEqualTo(202);
        assertThat(client().get(path).status()).isEqualTo(404);
        var again = client().delete(path);
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.code()).isEqualTo("BLOB_UNKNOWN");
    }

    @Test
    void end11MountsABlobOfAnotherRepository() {
        String from = name();
        Digest digest = client().pushBlob(from, (from + "mounted").getBytes(StandardCharsets.UTF_8));
        String into = name();
        var mount =
                client().send("POST", "/v2/" + into + "/blobs/uploads/?mount=" + digest + "&from=" + from, new byte[0]);
        assertThat(mount.status()).isEqualTo(201);
        assertThat(mount.header("Location")).endsWith("/v2/" + into + "/blobs/" + digest);
        assertThat(client().head("/v2/" + into + "/blobs/" + digest).status()).isEqualTo(200);
    }

    @Test
    void end11StartsAnUploadWhereThereIsNothingToMount() {
        Digest absent = Digest.of(name().getBytes(StandardCharsets.UTF_8));
        var mount = client().send(
                        "POST", "/v2/" + name() + "/blobs/uploads/?mount=" + absent + "&from=" + name(), new byte[0]);
        assertThat(mount.status()).isEqualTo(202);
        assertThat(mount.header("Location")).contains("/blobs/uploads/");
    }

    @Test
    void end13TellsWhereAnUploadStandsAndForgetsOneThatWasCancelled() {
        String session = client().startUpload(name());
        var patch = client().send("PATCH", session, BLOB);
        assertThat(client().get(patch.header("Location")).header("Range")).isEqualTo("0-25");
        assertThat(client().delete(patch.header("Location")).status()).isEqualTo(204);
        var gone = client().get(patch.header("Location"));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.code()).isEqualTo("BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void sha512NamesBlobs() {
        String name = name();
        Digest digest = Digest.of(Digest.Algorithm.SHA512, BLOB);
        var put = client().send("PUT", SpecClient.with(client().startUpload(name), "digest=" + digest), BLOB);
        assertThat(put.status()).isEqualTo(201);
        assertThat(client().get("/v2/" + name + "/blobs/" + digest).body()).isEqualTo(BLOB);
    }
}
