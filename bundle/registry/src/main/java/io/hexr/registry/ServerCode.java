package io.hexr.registry;

/** The error codes of the distribution specification, and two that stock registries use beside them. */
enum ServerCode {
    BLOB_UNKNOWN(404),
    BLOB_UPLOAD_INVALID(400),
    BLOB_UPLOAD_UNKNOWN(404),
    DIGEST_INVALID(400),
    MANIFEST_BLOB_UNKNOWN(404),
    MANIFEST_INVALID(400),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),
    SIZE_INVALID(400),
    TAG_INVALID(400),
    UNAUTHORIZED(401),
    DENIED(403),
    UNSUPPORTED(405),
    TOOMANYREQUESTS(429),
    PAGINATION_NUMBER_INVALID(400),
    UNKNOWN(500);

    private final int status;

    ServerCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
