package io.hexr.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;

/** What the store remembers of a manifest: what it needs, what it is about, and how it is listed as a referrer. */
record StoreManifest(
        Digest digest,
        String mediaType,
        long size,
        Optional<Digest> subject,
        Optional<String> artifactType,
        Map<String, String> annotations,
        List<Digest> blobs,
        List<Digest> manifests) {

    /** File name endings; the media type travels with the link, for the bytes need not name it. */
    private static final Map<String, String> ENDINGS = Map.of(
            MediaTypes.OCI_MANIFEST, "oci-manifest",
            MediaTypes.OCI_INDEX, "oci-index",
            MediaTypes.DOCKER_MANIFEST, "docker-manifest",
            MediaTypes.DOCKER_INDEX, "docker-list");

    static StoreManifest of(Digest digest, Manifest manifest) {
        List<Digest> blobs = new ArrayList<>();
        List<Digest> manifests = new ArrayList<>();
        for (Descriptor child : manifest.children()) {
            (child.isManifest() ? manifests : blobs).add(child.digest());
        }
        Descriptor own = manifest.descriptor();
        return new StoreManifest(
                digest,
                own.mediaType(),
                own.size(),
                manifest.subject().map(Descriptor::digest),
                artifactType(manifest),
                manifest.annotations(),
                List.copyOf(blobs),
                List.copyOf(manifests));
    }

    /** The specification lists an image without an artifact type under its config's media type. */
    private static Optional<String> artifactType(Manifest manifest) {
        Optional<String> stated = manifest.artifactType().filter(type -> !type.isEmpty());
        return stated.isEmpty() && manifest instanceof ImageManifest image
                ? Optional.of(image.config().mediaType())
                : stated;
    }

    Descriptor descriptor() {
        return new Descriptor(mediaType, digest, size, artifactType, Optional.empty(), annotations);
    }

    String fileName() {
        return digest.hex() + "." + ENDINGS.get(mediaType);
    }

    static Optional<String> mediaTypeOf(String fileName) {
        return ENDINGS.entrySet().stream()
                .filter(entry -> fileName.endsWith("." + entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
