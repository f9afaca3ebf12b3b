package io.hexr.registry;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.Reference;

/** Reading manifests and blobs: end-2 and end-3 of the specification. */
final class ServerPulls {
    private static final int CACHED_BYTES = 16 << 20;
    private static final int CACHED_ONE = 256 << 10;
    private static final int REPLACED_COST = 512;
    private final ServerBackend backend;
    private final Map<ServerBackend.ServedManifest, ServerResponse> recent = new LinkedHashMap<>(64, 0.75f, true);
    private long recentBytes;

    ServerPulls(ServerBackend backend) {
        this.backend = backend;
    }

    ServerResponse manifest(ServerRequest request, ServerRoute route) throws IOException {
        Digest digest = resolve(route);
        ServerBackend.ServedManifest manifest =
                backend.manifest(route.repository(), digest).orElseThrow(() -> unknown(route));
        if (matches(request, digest)) {
            return ServerResponse.of(304).with("ETag", etag(digest));
        }
        return response(route.repository(), manifest);
    }

    private Digest resolve(ServerRoute route) {
        if (route.namesDigest()) {
            return route.digest();
        }
        try {
            Reference.Names.requireTag(route.last());
        } catch (OciException.MalformedReference e) {
            throw unknown(route);
        }
        return backend.resolve(route.repository(), route.last()).orElseThrow(() -> unknown(route));
    }

    private static ServerRefusal unknown(ServerRoute route) {
        return new ServerRefusal.Protocol(
                ServerCode.MANIFEST_UNKNOWN, "no manifest " + printable(route.last()) + " in " + route.repository());
    }

    /** What a stranger wrote, for a message: short and plain. */
    static String printable(String text) {
        return text.length() <= 200 && text.chars().allMatch(c -> c > ' ' && c < 127) ? text : "of that name";
    }

    private ServerResponse response(String repository, ServerBackend.ServedManifest manifest) throws IOException {
        synchronized (recent) {
            ServerResponse held = recent.get(manifest);
            if (held != null) {
                return held;
            }
        }
        byte[] bytes = backend.bytes(repository, manifest);
        ServerResponse response = ServerResponse.bytes(200, manifest.mediaType(), bytes)
                .with(Map.of("Docker-Content-Digest", manifest.digest().toString(), "ETag", etag(manifest.digest())));
        if (bytes.length <= CACHED_ONE) {
            remember(manifest, response);
        }
        return response;
    }

    private void remember(ServerBackend.ServedManifest manifest, ServerResponse response) {
        synchronized (recent) {
            if (recent.put(manifest, response) == null) {
                recentBytes += cost(manifest);
            }
            var oldest = recent.entrySet().iterator();
            while (recentBytes > CACHED_BYTES && oldest.hasNext()) {
                recentBytes -= cost(oldest.next().getKey());
                oldest.remove();
            }
        }
    }

    private static long cost(ServerBackend.ServedManifest manifest) {
        return manifest.size() + REPLACED_COST;
    }

    ServerResponse blob(ServerRequest request, ServerRoute route) throws IOException {
        Digest digest = route.digest();
        long size = backend.blob(route.repository(), digest)
                .orElseThrow(() -> new ServerRefusal.Protocol(
                        ServerCode.BLOB_UNKNOWN, "no blob " + digest + " in " + route.repository()));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Docker-Content-Digest", digest.toString());
        headers.put("ETag", etag(digest));
        headers.put("Accept-Ranges", "bytes");
        if (matches(request, digest)) {
            return ServerResponse.of(304).with("ETag", etag(digest));
        }
        if (request.isHead()) {
            headers.put("Content-Length", Long.toString(size));
            return new ServerResponse(200, headers, ServerPayload.Bytes.NONE);
        }
        Optional<ServerRange> range = request.header("range")
                .filter(asked ->
                        request.header("if-range").map(etag(digest)::equals).orElse(true))
                .flatMap(asked -> ServerRange.asked(asked, size));
        if (range.isPresent()) {
            ServerRange piece = range.get();
            headers.put(
                    "Content-Range", "bytes " + piece.from() + "-" + (piece.from() + piece.count() - 1) + "/" + size);
            return new ServerResponse(
                    206, headers, backend.open(route.repository(), digest, piece.from(), piece.count()));
        }
        return new ServerResponse(200, headers, backend.open(route.repository(), digest, 0, size));
    }

    private static String etag(Digest digest) {
        return "\"" + digest + "\"";
    }

    private static boolean matches(ServerRequest request, Digest digest) {
        String header = request.headers().get("if-none-match");
        if (header == null) {
            return false;
        }
        for (String candidate : header.split(",", -1)) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(etag(digest)) || tag.equals("W/" + etag(digest))) {
                return true;
            }
        }
        return false;
    }
}
