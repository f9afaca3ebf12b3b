package io.hexr.transfer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import io.hexr.format.BundleException;
import io.hexr.format.Contents;
import io.hexr.format.ReleaseFiles;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/**
 * The files of a release as an OCI artifact without children, the last thing that is pushed: whoever finds its tag finds everything it names. The same
 * files give the same bytes everywhere, so a push that was done before changes nothing, and reading takes no artifact that writing would not have made.
 * Having read the files proves nothing; {@link io.hexr.format.VerifiedRelease} does.
 */
public final class ReleaseArtifact {
    /** The repository below the destination. */
    public static final String REPOSITORY = "hexr-release";

    /** What the manifest says it is. */
    public static final String TYPE = "application/vnd.hexr.release.v1";

    private static final String FILE_TYPE = "application/vnd.hexr.release.file.v1";
    private static final String TITLE = "org.opencontainers.image.title";
    private static final byte[] EMPTY = {'{', '}'};
    private static final Descriptor CONFIG = Descriptor.of(MediaTypes.OCI_EMPTY, EMPTY);

    /** A manifest of twenty layers has 6 KiB. */
    private static final int MANIFEST_BYTES = 64 << 10;

    private final SequencedMap<Descriptor, byte[]> blobs;
    private final Manifest manifest;

    private ReleaseArtifact(SequencedMap<Descriptor, byte[]> blobs, Manifest manifest) {
        this.blobs = blobs;
        this.manifest = manifest;
    }

    public static ReleaseArtifact of(ReleaseFiles files) {
        SequencedMap<Descriptor, byte[]> blobs = new LinkedHashMap<>();
        blobs.put(CONFIG, EMPTY.clone());
        List<Object> layers = new ArrayList<>();
        files.files().forEach((name, bytes) -> {
            Descriptor layer = layer(name, bytes);
            blobs.put(layer, bytes);
            layers.add(fields(layer));
        });
        byte[] manifest = StrictJson.write(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.OCI_MANIFEST,
                "artifactType",
                TYPE,
                "config",
                fields(CONFIG),
                "layers",
                layers));
        return new ReleaseArtifact(blobs, Manifest.parse(MediaTypes.OCI_MANIFEST, manifest));
    }

    private static Descriptor layer(String name, byte[] bytes) {
        Descriptor plain = Descriptor.of(FILE_TYPE, bytes);
        return new Descriptor(
                plain.mediaType(),
                plain.digest(),
                plain.size(),
                Optional.empty(),
                Optional.empty(),
                Map.of(TITLE, name));
    }

    private static Map<String, Object> fields(Descriptor descriptor) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mediaType", descriptor.mediaType());
        fields.put("digest", descriptor.digest().toString());
        fields.put("size", descriptor.size());
        if (!descriptor.annotations().isEmpty()) {
            fields.put("annotations", descriptor.annotations());
        }
        return fields;
    }

    /** What the tags name. */
    public Manifest manifest() {
        return manifest;
    }

    /** What must be there before the manifest: the empty config, then a layer per file. */
    public SequencedMap<Descriptor, byte[]> blobs() {
        return Collections.unmodifiableSequencedMap(blobs);
    }

    /** The tag that says the whole release is there. */
    public static String tag(Contents contents) {
        return contents.version();
    }

    /** The tag that says one group of it is there. */
    public static String tag(Contents contents, String group) {
        return contents.version() + "." + group;
    }

    /**
     * Reads the files back. Names and sizes are checked before a file is fetched, each file against its digest, and the manifest against the one that
     * these files give: nothing may be missing, added, renamed, reordered or said besides.
     *
     * @param place for messages: registry, repository and tag
     * @throws BundleException.Invalid where it is not such an artifact
     */
    public static ReleaseFiles read(String place, ContentSource source, Descriptor found) {
        ImageManifest manifest = manifest(place, source, found);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Descriptor layer : manifest.layers()) {
            String name = name(place, layer);
            if (files.containsKey(name)) {
                throw refused(place, "names " + name + " twice");
            }
            files.put(name, source.bytes(layer, ReleaseFiles.cap(name)));
        }
        ReleaseFiles read = ReleaseFiles.of(files);
        byte[] expected = of(read).manifest.bytes();
        if (!Arrays.equals(expected, manifest.bytes())) {
            throw refused(place, "its manifest is not the one that its files give");
        }
        return read;
    }

    private static ImageManifest manifest(String place, ContentSource source, Descriptor found) {
        if (!found.mediaType().equals(MediaTypes.OCI_MANIFEST)) {
            throw refused(place, "is no release: its media type is " + found.mediaType());
        }
        Manifest read = Manifest.parse(found, source.bytes(found, MANIFEST_BYTES));
        if (!(read instanceof ImageManifest manifest)
                || !manifest.artifactType().equals(Optional.of(TYPE))) {
            throw refused(place, "is no release: its artifact type is not " + TYPE);
        }
        if (manifest.layers().size() > ReleaseFiles.most()) {
            throw refused(place, "holds more files than a release has");
        }
        return manifest;
    }

    private static String name(String place, Descriptor layer) {
        String name = layer.annotations().getOrDefault(TITLE, "");
        int cap = ReleaseFiles.cap(name);
        if (cap == 0) {
            throw refused(place, "names the layer " + layer.digest() + " as no file of a release");
        }
        if (layer.size() > cap) {
            throw refused(place, name + " has " + layer.size() + " bytes, at most " + cap);
        }
        return name;
    }

    private static BundleException refused(String place, String rule) {
        return new BundleException.Invalid(place, rule);
    }
}
