package io.hexr.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/** What there is: tags (end-8), referrers (end-12) and the catalogue. */
final class ServerLists {
    private static final long PAGE_BYTES = 1 << 20;

    private final ServerBackend backend;

    ServerLists(ServerBackend backend) {
        this.backend = backend;
    }

    private record Page(List<String> names, Optional<String> next) {}

    ServerResponse tags(ServerRequest request, ServerRoute route) {
        NavigableSet<String> tags = backend.tags(route.repository())
                .orElseThrow(() ->
                        new ServerRefusal.Protocol(ServerCode.NAME_UNKNOWN, "no repository " + route.repository()));
        Page page = page(request, tags);
        ServerResponse response = ServerResponse.json(200, Map.of("name", route.repository(), "tags", page.names()));
        return linked(response, "/v2/" + route.repository() + "/tags/list", page);
    }

    ServerResponse catalog(ServerRequest request) {
        Page page = page(request, backend.repositories());
        return linked(ServerResponse.json(200, Map.of("repositories", page.names())), "/v2/_catalog", page);
    }

    private static Page page(ServerRequest request, NavigableSet<String> all) {
        int count = request.parameter("n").map(ServerLists::number).orElse(Integer.MAX_VALUE);
        NavigableSet<String> rest =
                request.parameter("last").map(last -> all.tailSet(last, false)).orElse(all);
        List<String> names = new ArrayList<>();
        Iterator<String> next = rest.iterator();
        while (names.size() < count && next.hasNext()) {
            names.add(next.next());
        }
        boolean more = next.hasNext() && !names.isEmpty();
        return new Page(
                names, more ? Optional.of("n=" + count + "&last=" + encoded(names.getLast())) : Optional.empty());
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ServerRefusal.Protocol(ServerCode.PAGINATION_NUMBER_INVALID, "n is not a number of entries");
        }
        return Integer.parseInt(text);
    }

    private static ServerResponse linked(ServerResponse response, String path, Page page) {
        return page.next()
                .map(next -> response.with("Link", "<" + path + "?" + next + ">; rel=\"next\""))
                .orElse(response);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** An unknown subject has no referrers; that is an answer, not an error. Long lists come in pages, by digest, each well below what clients take. */
    ServerResponse referrers(ServerRequest request, ServerRoute route) {
        Digest subject = route.digest();
        Optional<String> type = request.parameter("artifactType");
        int count = request.parameter("n").map(ServerLists::number).orElse(Integer.MAX_VALUE);
        Iterator<Descriptor> rest = backend.referrers(route.repository(), subject).stream()
                .filter(d -> type.isEmpty() || type.equals(d.artifactType()))
                .filter(d -> after(request.parameter("last"), d))
                .sorted(Comparator.comparing(d -> d.digest().toString()))
                .iterator();
        List<Map<String, Object>> manifests = new ArrayList<>();
        String last = "";
        for (long bytes = 0; rest.hasNext() && manifests.size() < count && bytes < PAGE_BYTES; ) {
            Descriptor descriptor = rest.next();
            bytes += size(descriptor);
            last = descriptor.digest().toString();
            manifests.add(shape(descriptor));
        }
        Map<String, Object> index =
                Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", manifests);
        ServerResponse response = ServerResponse.bytes(200, MediaTypes.OCI_INDEX, StrictJson.write(index));
        if (rest.hasNext() && !manifests.isEmpty()) {
            String next = "/v2/" + route.repository() + "/referrers/" + subject + "?last=" + encoded(last)
                    + (count == Integer.MAX_VALUE ? "" : "&n=" + count)
                    + type.map(wanted -> "&artifactType=" + encoded(wanted)).orElse("");
            response = response.with("Link", "<" + next + ">; rel=\"next\"");
        }
        return type.isPresent() ? response.with("OCI-Filters-Applied", "artifactType") : response;
    }

    private static boolean after(Optional<String> last, Descriptor descriptor) {
        return last.isEmpty() || descriptor.digest().toString().compareTo(last.get()) > 0;
    }

    /** About what it takes in the answer. */
    private static long size(Descriptor descriptor) {
        long annotations = descriptor.annotations().entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + entry.getValue().length() + 12L)
                .sum();
        return 400 + annotations;
    }

    private static Map<String, Object> shape(Descriptor descriptor) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("mediaType", descriptor.mediaType());
        shape.put("digest", descriptor.digest().toString());
        shape.put("size", descriptor.size());
        descriptor.artifactType().ifPresent(type -> shape.put("artifactType", type));
        if (!descriptor.annotations().isEmpty()) {
            shape.put("annotations", descriptor.annotations());
        }
        return shape;
    }
}
