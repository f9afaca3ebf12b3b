package io.hexr.registry;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** From an authenticated request to its answer: the table of end-points and methods. */
final class ServerEndpoints {
    private final ServerPulls pulls;
    private final ServerLists lists;
    private final Optional<ServerPushes> pushes;
    private final Optional<Supplier<ServerResponse>> metrics;

    ServerEndpoints(ServerBackend backend, Optional<ServerPushes> pushes, Optional<Supplier<ServerResponse>> metrics) {
        this.pulls = new ServerPulls(backend);
        this.lists = new ServerLists(backend);
        this.pushes = pushes;
        this.metrics = metrics;
    }

    ServerResponse answer(ServerRequest request, ServerRequest.Body body) throws IOException {
        ServerRoute route = ServerRoute.of(request.path());
        String method = request.isHead() ? "GET" : request.method();
        return switch (route.kind()) {
            case VERSION -> read(method, () -> ServerResponse.bytes(200, "application/json", new byte[] {'{', '}'}));
            case CATALOG -> read(method, () -> lists.catalog(request));
            case METRICS -> metrics(method);
            case TAGS -> read(method, () -> lists.tags(request, route));
            case REFERRERS -> read(method, () -> lists.referrers(request, route));
            case BLOB ->
                switch (method) {
                    case "GET" -> pulls.blob(request, route);
                    case "DELETE" -> writer().deleteBlob(route);
                    default -> throw notAllowed("GET, HEAD, DELETE");
                };
            case MANIFEST ->
                switch (method) {
                    case "GET" -> pulls.manifest(request, route);
                    case "PUT" -> writer().manifest(request, route, body);
                    case "DELETE" -> writer().deleteManifest(route);
                    default -> throw notAllowed("GET, HEAD, PUT, DELETE");
                };
            case UPLOADS ->
                switch (method) {
                    case "POST" -> writer().start(request, route, body);
                    default -> throw notAllowed("POST");
                };
            case UPLOAD ->
                switch (method) {
                    case "GET" -> writer().status(route);
                    case "PATCH" -> writer().append(request, route, body);
                    case "PUT" -> writer().finish(request, route, body);
                    case "DELETE" -> writer().cancel(route);
                    default -> throw notAllowed("GET, PATCH, PUT, DELETE");
                };
        };
    }

    private ServerResponse metrics(String method) throws IOException {
        Supplier<ServerResponse> shown = metrics.orElseThrow(
                () -> new ServerRefusal.Protocol(404, ServerCode.UNSUPPORTED, "there is nothing at this path"));
        return read(method, shown::get);
    }

    /** An answer that may fail at the disk. */
    private interface Answer {
        ServerResponse get() throws IOException;
    }

    private static ServerResponse read(String method, Answer answer) throws IOException {
        if (!method.equals("GET")) {
            throw notAllowed("GET, HEAD");
        }
        return answer.get();
    }

    private ServerPushes writer() {
        return pushes.orElseThrow(
                () -> new ServerRefusal.Protocol(ServerCode.UNSUPPORTED, "this registry is read-only"));
    }

    private static ServerRefusal notAllowed(String methods) {
        return new ServerRefusal.Protocol(
                405, ServerCode.UNSUPPORTED, "this path takes " + methods, Map.of("Allow", methods));
    }
}
