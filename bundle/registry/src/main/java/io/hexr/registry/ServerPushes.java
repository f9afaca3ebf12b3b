package io.hexr.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.hexr.oci.Digest;
import io.hexr.oci.Limits;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.Reference;
import io.hexr.oci.StrictJson;

/** Changing what there is: uploads (end-4 to end-6, end-11, end-13), manifests (end-7) and deletes (end-9, end-10). */
final class ServerPushes {
    /** What is acknowledged of less than this is sent again in less time than it takes to make it durable. */
    private static final long WORTH_KEEPING = 8L << 20;

    private final StoreWrites writes;
    private final StoreUploads uploads;
    private final ServerLimits limits;

    ServerPushes(StoreFolder store, ServerTags tags, ServerLimits limits) {
        this.writes = new StoreWrites(store, tags);
        this.uploads = new StoreUploads(store, limits);
        this.limits = limits;
    }

    StoreUploads uploads() {
        return uploads;
    }

    ServerResponse start(ServerRequest request, ServerRoute route, ServerRequest.Body body) throws IOException {
        Optional<String> mount = request.parameter("mount");
        Optional<String> from = request.parameter("from");
        if (mount.isPresent()) {
            Digest digest = ServerRoute.digest(mount.get());
            from.ifPresent(ServerRoute::requireName);
            if (writes.mount(route.repository(), from, digest)) {
                return stored(route.repository(), digest);
            }
        }
        Optional<Digest> digest = request.parameter("digest").map(ServerRoute::digest);
        StoreUpload upload = uploads.start(route.repository());
        if (digest.isEmpty()) {
            return progress(202, upload, 0);
        }
        try {
            upload.append(body, 0, request.statedLength().orElse(Long.MAX_VALUE), limits.blobBytes());
            return finish(upload, digest.get());
        } finally {
            if (uploads.find(route.repository(), upload.id()).isPresent()) {
                uploads.forget(upload);
                upload.cancel();
            }
        }
    }

    ServerResponse append(ServerRequest request, ServerRoute route, ServerRequest.Body body) throws IOException {
        StoreUpload upload = upload(route);
        Optional<ServerResponse> refused = take(request, upload, body);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (upload.offset() >= WORTH_KEEPING) {
            upload.keep();
        }
        return progress(202, upload, upload.offset());
    }

    ServerResponse finish(ServerRequest request, ServerRoute route, ServerRequest.Body body) throws IOException {
        StoreUpload upload = upload(route);
        Digest digest = ServerRoute.digest(request.parameter("digest").orElse(""));
        Optional<ServerResponse> refused = take(request, upload, body);
        return refused.isPresent() ? refused.get() : finish(upload, digest);
    }

    private ServerResponse finish(StoreUpload upload, Digest digest) throws IOException {
        uploads.forget(upload);
        if (!writes.finish(upload, digest)) {
            throw new ServerRefusal.Protocol(
                    ServerCode.DIGEST_INVALID, "the uploaded bytes have another digest than " + digest);
        }
        return stored(upload.repository(), digest);
    }

    /** Appends what the request carries; an answer where its place in the session is wrong. */
    private Optional<ServerResponse> take(ServerRequest request, StoreUpload upload, ServerRequest.Body body)
            throws IOException {
        Optional<ServerRange> range = request.header("content-range").map(ServerRange::sent);
        Optional<Long> stated = request.statedLength();
        if (range.isPresent()
                && stated.isPresent()
                && stated.get() > 0
                && stated.get() != range.get().count()) {
            throw new ServerRefusal.Protocol(ServerCode.SIZE_INVALID, "Content-Length and Content-Range do not agree");
        }
        long before = upload.offset();
        long from = range.map(ServerRange::from).orElse(-1L);
        long now = upload.append(body, from, stated.orElse(Long.MAX_VALUE), limits.blobBytes());
        if (now < 0) {
            return Optional.of(ServerResponse.error(
                            416,
                            ServerCode.BLOB_UPLOAD_INVALID.name(),
                            "the chunk begins at " + from + ", the upload stands at " + before)
                    .with(headers(upload, upload.offset())));
        }
        if (range.isPresent() && now - from != range.get().count()) {
            throw new ServerRefusal.Protocol(ServerCode.SIZE_INVALID, "the chunk is not as long as Content-Range says");
        }
        return Optional.empty();
    }

    ServerResponse status(ServerRoute route) throws IOException {
        StoreUpload upload = upload(route);
        return progress(204, upload, upload.offset());
    }

    ServerResponse cancel(ServerRoute route) throws IOException {
        StoreUpload upload = upload(route);
        uploads.forget(upload);
        upload.cancel();
        return ServerResponse.of(204);
    }

    private StoreUpload upload(ServerRoute route) throws IOException {
        return uploads.find(route.repository(), route.last())
                .orElseThrow(() -> new ServerRefusal.Protocol(
                        ServerCode.BLOB_UPLOAD_UNKNOWN, "no such upload in " + route.repository()));
    }

    private static ServerResponse progress(int status, StoreUpload upload, long offset) {
        return ServerResponse.of(status).with(headers(upload, offset));
    }

    private static Map<String, String> headers(StoreUpload upload, long offset) {
        return Map.of(
                "Location", "/v2/" + upload.repository() + "/blobs/uploads/" + upload.id(),
                "Range", "0-" + Math.max(0, offset - 1),
                "Docker-Upload-UUID", upload.id());
    }

    private static ServerResponse stored(String repository, Digest digest) {
        return ServerResponse.of(201)
                .with(Map.of(
                        "Location",
                        "/v2/" + repository + "/blobs/" + digest,
                        "Docker-Content-Digest",
                        digest.toString()));
    }

    ServerResponse manifest(ServerRequest request, ServerRoute route, ServerRequest.Body body) throws IOException {
        Optional<String> tag = route.namesDigest() ? Optional.empty() : Optional.of(requireTag(route.last()));
        Optional<Digest> expected = route.namesDigest()
                ? Optional.of(route.digest())
                : request.parameter("digest").map(ServerRoute::digest);
        byte[] bytes = manifestBytes(request, body);
        Digest.Algorithm algorithm = expected.map(Digest::algorithm).orElse(Digest.Algorithm.SHA256);
        Digest digest = Digest.of(algorithm, bytes);
        if (expected.isPresent() && !expected.get().equals(digest)) {
            throw new ServerRefusal.Protocol(
                    ServerCode.DIGEST_INVALID, "the manifest has digest " + digest + ", not " + expected.get());
        }
        Optional<Digest> subject;
        try {
            Manifest manifest = Manifest.parse(mediaType(request, bytes), bytes);
            // a condition of HTTP that other registries pass over; the same content again is no other representation
            subject = "*".equals(request.headers().get("if-none-match"))
                    ? writes.putFree(route.repository(), tag, digest, manifest)
                    : writes.putManifest(route.repository(), tag, digest, manifest);
        } catch (OciException.MalformedDocument | OciException.TooLarge e) {
            throw new ServerRefusal.Protocol(ServerCode.MANIFEST_INVALID, String.valueOf(e.getMessage()));
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Location", "/v2/" + route.repository() + "/manifests/" + digest);
        headers.put("Docker-Content-Digest", digest.toString());
        subject.ifPresent(s -> headers.put("OCI-Subject", s.toString()));
        return ServerResponse.of(201).with(headers);
    }

    private static String requireTag(String tag) {
        try {
            Reference.Names.requireTag(tag);
            return tag;
        } catch (OciException.MalformedReference e) {
            throw new ServerRefusal.Protocol(ServerCode.TAG_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] manifestBytes(ServerRequest request, ServerRequest.Body body) throws IOException {
        if (request.statedLength().orElse(0L) > Limits.MANIFEST_BYTES) {
            throw tooLarge();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (all.size() + n > Limits.MANIFEST_BYTES) {
                throw tooLarge();
            }
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }

    private static ServerRefusal tooLarge() {
        return new ServerRefusal.Protocol(
                413, ServerCode.MANIFEST_INVALID, "a manifest has at most " + Limits.MANIFEST_BYTES + " bytes");
    }

    /** As the header says; a client that sends none must say it inside. */
    private static String mediaType(ServerRequest request, byte[] bytes) {
        Optional<String> stated = request.header("content-type")
                .map(type -> type.split(";", 2)[0].strip())
                .filter(type -> !type.isEmpty());
        if (stated.isPresent()) {
            return stated.get();
        }
        Map<?, ?> document = StrictJson.parse(bytes, Limits.MANIFEST_BYTES, "manifest", Map.class);
        return document.get("mediaType") instanceof String inside ? inside : MediaTypes.OCI_MANIFEST;
    }

    ServerResponse deleteManifest(ServerRoute route) throws IOException {
        if (route.namesDigest()) {
            writes.deleteManifest(route.repository(), route.digest());
        } else {
            writes.deleteTag(route.repository(), route.last());
        }
        return ServerResponse.of(202);
    }

    ServerResponse deleteBlob(ServerRoute route) throws IOException {
        writes.deleteBlob(route.repository(), route.digest());
        return ServerResponse.of(202);
    }
}
