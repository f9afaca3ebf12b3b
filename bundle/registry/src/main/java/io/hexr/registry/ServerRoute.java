package io.hexr.registry;

import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.Reference;

/** Which end-point a path names. Repository names may hold the words of the end-points, so a path is read from its end. */
record ServerRoute(Kind kind, String repository, String last) {
    enum Kind {
        VERSION,
        CATALOG,
        METRICS,
        BLOB,
        UPLOADS,
        UPLOAD,
        MANIFEST,
        TAGS,
        REFERRERS
    }

    /** Routes a decoded path. @throws ServerRefusal.Protocol where nothing is there, or the repository's name is not one */
    static ServerRoute of(String path) {
        return switch (path) {
            case "/v2/", "/v2" -> new ServerRoute(Kind.VERSION, "", "");
            case "/v2/_catalog" -> new ServerRoute(Kind.CATALOG, "", "");
            case "/metrics" -> new ServerRoute(Kind.METRICS, "", "");
            default -> below(path);
        };
    }

    private static ServerRoute below(String path) {
        if (!path.startsWith("/v2/")) {
            throw new ServerRefusal.Protocol(404, ServerCode.UNSUPPORTED, "there is nothing at this path");
        }
        int last = path.lastIndexOf('/');
        String end = path.substring(last + 1);
        String before = path.substring(4, Math.max(4, last));
        if (before.endsWith("/blobs/uploads")) {
            return route(end.isEmpty() ? Kind.UPLOADS : Kind.UPLOAD, before, "/blobs/uploads", end);
        }
        if (before.endsWith("/blobs") && end.equals("uploads")) {
            return route(Kind.UPLOADS, before, "/blobs", "");
        }
        if (before.endsWith("/blobs")) {
            return route(Kind.BLOB, before, "/blobs", end);
        }
        if (before.endsWith("/manifests")) {
            return route(Kind.MANIFEST, before, "/manifests", end);
        }
        if (before.endsWith("/referrers")) {
            return route(Kind.REFERRERS, before, "/referrers", end);
        }
        if (before.endsWith("/tags") && end.equals("list")) {
            return route(Kind.TAGS, before, "/tags", "");
        }
        throw new ServerRefusal.Protocol(404, ServerCode.UNSUPPORTED, "there is nothing at this path");
    }

    private static ServerRoute route(Kind kind, String before, String words, String end) {
        String repository = before.substring(0, before.length() - words.length());
        requireName(repository);
        return new ServerRoute(kind, repository, end);
    }

    static void requireName(String repository) {
        try {
            Reference.Names.requireRepository(repository);
        } catch (OciException.MalformedReference e) {
            throw new ServerRefusal.Protocol(ServerCode.NAME_INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** The path's last part as a digest. */
    Digest digest() {
        return digest(last);
    }

    static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (OciException.MalformedDigest e) {
            throw new ServerRefusal.Protocol(ServerCode.DIGEST_INVALID, String.valueOf(e.getMessage()));
        }
    }

    boolean namesDigest() {
        return last.indexOf(':') >= 0;
    }
}
