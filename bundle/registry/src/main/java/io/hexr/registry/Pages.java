package io.hexr.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.hexr.oci.OciException;

/** Lists that come in pages, each naming the next. */
final class Pages {
    static final int PAGE = 4 << 20;
    private static final int PAGES = 2000;
    private static final int ENTRIES = 1_000_000;

    private final RegistryClient client;
    private final String repository;
    private final Scope scope;

    Pages(RegistryClient client, String repository, Scope scope) {
        this.client = client;
        this.repository = repository;
        this.scope = scope;
    }

    /** The strings of one field over all pages; an unknown repository has none. */
    List<String> strings(HttpUrl first, String field) {
        List<String> all = new ArrayList<>();
        each(first, page -> {
            String label = "GET " + first;
            try {
                for (Object entry : JsonFields.parse(page, PAGE, label).list(field)) {
                    if (!(entry instanceof String text)) {
                        throw ResponseHead.violation(label, field + " holds something that is not text");
                    }
                    all.add(text);
                }
            } catch (OciException e) {
                throw ResponseHead.violation(label, String.valueOf(e.getMessage()));
            }
            if (all.size() > ENTRIES) {
                throw ResponseHead.violation(label, "more than " + ENTRIES + " entries");
            }
        });
        return List.copyOf(all);
    }

    /** Hands over each page. False where the registry answers 404 to the first. */
    boolean each(HttpUrl first, Consumer<byte[]> reader) {
        Set<HttpUrl> seen = new HashSet<>();
        Optional<HttpUrl> next = Optional.of(first);
        while (next.isPresent()) {
            HttpRequest request = HttpRequest.to("GET", next.get()).answeredWithin(PAGE);
            if (!seen.add(next.get()) || seen.size() > PAGES) {
                throw ResponseHead.violation(request.label(), "its pages lead in a circle or do not end");
            }
            try (HttpResponse response = client.persist(request, repository, scope)) {
                if (response.status() == 404 && seen.size() == 1) {
                    return false;
                }
                if (response.status() != 200) {
                    throw Refusals.of(response, Optional.empty());
                }
                next = next(request, response);
                reader.accept(response.bytes(PAGE));
            }
        }
        return true;
    }

    private Optional<HttpUrl> next(HttpRequest request, HttpResponse response) {
        for (String link : response.headers().all("Link")) {
            int end = link.indexOf('>');
            if (link.startsWith("<") && end > 0 && link.substring(end).matches("(?i).*;\\s*rel=\"?next\"?.*")) {
                HttpUrl to = request.url()
                        .resolve(link.substring(1, end))
                        .orElseThrow(
                                () -> ResponseHead.violation(request.label(), "a malformed link to the next page"));
                if (!to.sameOrigin(request.url())) {
                    throw client.courier().refuse(request.label(), to.at(), "the next page is at another address");
                }
                return Optional.of(to);
            }
        }
        return Optional.empty();
    }
}
