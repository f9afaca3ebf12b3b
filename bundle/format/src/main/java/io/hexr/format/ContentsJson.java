package io.hexr.format;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.oci.Digest;
import io.hexr.oci.StrictJson;
import org.jspecify.annotations.Nullable;

/** The wire shape of {@link Contents}. */
final class ContentsJson {
    private final String resource;
    private String minimumReader = "";
    private String release = "";
    private String version = "";
    private long sequence;
    private List<Artifact> artifacts = List.of();
    private List<ManifestNode> manifests = List.of();
    private List<Blob> blobs = List.of();
    private SortedMap<String, String> expires = new TreeMap<>();
    private SortedMap<String, String> dataDates = new TreeMap<>();
    private List<String> planned = List.of();

    ContentsJson(String resource) {
        this.resource = resource;
    }

    static Contents read(String resource, byte[] bytes) {
        VersionProbe.require(resource, bytes, Caps.CONTENTS_BYTES);
        ContentsJson read = new ContentsJson(resource);
        JsonFields.readObject(
                resource,
                bytes,
                Caps.CONTENTS_BYTES,
                in -> in.object(field -> {
                    switch (field) {
                        case "manifests" -> read.manifests = in.list(Caps.MANIFESTS, () -> read.manifest(in));
                        case "blobs" -> read.blobs = in.list(Caps.BLOBS, () -> read.blob(in));
                        default -> read.common(in, field);
                    }
                }));
        Contents contents = read.contents();
        if (!Arrays.equals(write(contents), bytes)) {
            throw new BundleException.Invalid(resource, "is not in canonical form, or lacks a field");
        }
        return contents;
    }

    ReleaseLock readLock(byte[] bytes) {
        JsonFields.readObject(resource, bytes, Caps.DOCUMENT_BYTES, in -> in.object(field -> common(in, field)));
        return new ReleaseLock(minimumReader, release, version, sequence, artifacts, expires, dataDates, planned);
    }

    private void common(JsonFields in, String field) {
        switch (field) {
            case "format" -> in.number(Integer.MAX_VALUE);
            case "minimumReader" -> minimumReader = in.text(Caps.NAME);
            case "release" -> release = in.text(Caps.NAME);
            case "version" -> version = in.text(Caps.NAME);
            case "sequence" -> sequence = in.number(ReleaseHeader.SEQUENCE);
            case "artifacts" -> artifacts = in.list(Caps.ARTIFACTS, () -> new ArtifactJson(resource, in).read());
            case "expires" -> expires = notes(in);
            case "dataDates" -> dataDates = notes(in);
            case "planned" -> planned = in.list(Caps.NOTES, () -> in.text(Caps.NAME));
            default -> throw in.unknown(field);
        }
    }

    private Contents contents() {
        ReleaseHeader header =
                new ReleaseHeader(minimumReader, release, version, sequence, expires, dataDates, planned);
        return new Contents(header, artifacts, manifests, blobs);
    }

    private static SortedMap<String, String> notes(JsonFields in) {
        SortedMap<String, String> all = new TreeMap<>();
        in.object(field -> {
            if (all.size() == Caps.NOTES) {
                throw in.refused("has more than " + Caps.NOTES + " fields");
            }
            all.put(field, in.text(Caps.NAME));
        });
        return all;
    }

    private Blob blob(JsonFields in) {
        BlobFields read = new BlobFields();
        in.object(field -> {
            switch (field) {
                case "digest" -> read.digest = in.digest();
                case "size" -> read.size = in.number(Caps.BLOB_BYTES);
                default -> throw in.unknown(field);
            }
        });
        return new Blob(required(in, read.digest), read.size);
    }

    private ManifestNode manifest(JsonFields in) {
        BlobFields read = new BlobFields();
        in.object(field -> {
            switch (field) {
                case "artifactType" -> read.artifactType = Optional.of(in.text(Caps.TEXT));
                case "children" -> read.children = in.list(Caps.CHILDREN, in::digest);
                case "digest" -> read.digest = in.digest();
                case "mediaType" -> read.mediaType = in.text(Caps.TEXT);
                case "subject" -> read.subject = Optional.of(in.digest());
                default -> throw in.unknown(field);
            }
        });
        return new ManifestNode(
                required(in, read.digest), read.mediaType, read.artifactType, read.subject, read.children);
    }

    private static Digest required(JsonFields in, @Nullable Digest value) {
        if (value == null) {
            throw in.refused("lacks its digest");
        }
        return value;
    }

    private static final class BlobFields {
        @Nullable
        Digest digest;

        long size;
        String mediaType = "";
        Optional<String> artifactType = Optional.empty();
        Optional<Digest> subject = Optional.empty();
        List<Digest> children = List.of();
    }

    static byte[] write(Contents contents) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FormatVersion.CURRENT);
        all.put("minimumReader", contents.minimumReader());
        all.put("release", contents.release());
        all.put("version", contents.version());
        all.put("sequence", contents.sequence());
        all.put(
                "artifacts",
                contents.artifacts().stream().map(ArtifactJson::write).toList());
        all.put(
                "manifests",
                contents.manifests().stream().map(ContentsJson::write).toList());
        all.put("blobs", contents.blobs().stream().map(ContentsJson::write).toList());
        all.put("expires", contents.expires());
        all.put("dataDates", contents.dataDates());
        all.put("planned", contents.planned());
        return StrictJson.write(all);
    }

    private static Map<String, Object> write(Blob blob) {
        return Map.of("digest", blob.digest().toString(), "size", blob.size());
    }

    private static Map<String, Object> write(ManifestNode node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        node.artifactType().ifPresent(type -> fields.put("artifactType", type));
        fields.put("children", node.children().stream().map(Digest::toString).toList());
        fields.put("digest", node.digest().toString());
        fields.put("mediaType", node.mediaType());
        node.subject().ifPresent(subject -> fields.put("subject", subject.toString()));
        return fields;
    }
}
