package io.hexr.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.hexr.oci.StrictJson;

/** An answer, complete before its first byte is sent. */
record ServerResponse(int status, Map<String, String> headers, ServerPayload payload) {
    private static final String JSON = "application/json";

    static ServerResponse of(int status) {
        return new ServerResponse(status, Map.of(), ServerPayload.Bytes.NONE);
    }

    static ServerResponse json(int status, Object value) {
        return bytes(status, JSON, StrictJson.write(value));
    }

    static ServerResponse bytes(int status, String contentType, byte[] bytes) {
        return new ServerResponse(status, Map.of("Content-Type", contentType), new ServerPayload.Bytes(bytes));
    }

    static ServerResponse error(int status, String code, String message) {
        return json(status, Map.of("errors", List.of(Map.of("code", code, "message", message))));
    }

    ServerResponse with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ServerResponse(status, all, payload);
    }

    ServerResponse with(String name, String value) {
        return with(Map.of(name, value));
    }
}
