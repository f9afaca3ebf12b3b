package io.hexr.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageIndex;
import io.hexr.oci.Limits;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** Manifests that name another as their subject: by the registry's own list, or, where it has none, by the index at the tag {@code sha256-<hex>}. */
final class Referrers {
    private static final int ATTEMPTS = 8;

    /** Whether a registry has the list; found out once. */
    static final class Support {
        private volatile boolean listed;

        boolean listed() {
            return listed;
        }
    }

    private final Repository repository;
    private final Support support;

    Referrers(Repository repository) {
        this.repository = repository;
        this.support =
                repository.client().referrersSupport(repository.registry().at());
    }

    List<Descriptor> of(Digest subject) {
        List<Descriptor> all = new ArrayList<>();
        Pages pages = new Pages(repository.client(), repository.name(), repository.pull());
        boolean listed = pages.each(repository.url("referrers/" + subject), page -> all.addAll(entries(subject, page)));
        if (listed) {
            support.listed = true;
            return List.copyOf(all);
        }
        return support.listed ? List.of() : tagged(subject);
    }

    /** Adds what the registry did not list by itself. Another writer's entry that ours replaced, or the other way round, is found by reading again. */
    void add(Manifest manifest, Digest subject) {
        Courier.Trials trials =
                repository.client().courier().trials("listing a referrer of " + subject + " in " + repository);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Descriptor> present = tagged(subject);
            if (names(present, manifest.descriptor().digest())) {
                return;
            }
            List<Descriptor> more = new ArrayList<>(present);
            more.add(manifest.asReferrer());
            write(subject, more);
            if (names(tagged(subject), manifest.descriptor().digest())) {
                return;
            }
            trials.pause(Optional.empty());
        }
        throw ResponseHead.violation(
                "listing a referrer of " + subject + " in " + repository, "it does not keep the list that was written");
    }

    /** Takes a deleted manifest off the list, where the registry keeps none itself. */
    void remove(Digest manifest, Digest subject) {
        if (support.listed) {
            return;
        }
        List<Descriptor> present = tagged(subject);
        List<Descriptor> fewer =
                present.stream().filter(d -> !d.digest().equals(manifest)).toList();
        if (fewer.size() < present.size()) {
            write(subject, fewer);
        }
    }

    private static boolean names(List<Descriptor> list, Digest digest) {
        return list.stream().anyMatch(d -> d.digest().equals(digest));
    }

    private List<Descriptor> tagged(Digest subject) {
        HttpRequest request = Repository.accepting(HttpRequest.to("GET", repository.manifest(tag(subject))))
                .answeredWithin(Limits.MANIFEST_BYTES);
        try (HttpResponse response = repository.persist(request, repository.pull())) {
            if (response.status() == 404) {
                return List.of();
            }
            if (response.status() != 200) {
                throw repository.refusal(response);
            }
            return entries(subject, response.bytes(Limits.MANIFEST_BYTES));
        }
    }

    private List<Descriptor> entries(Digest subject, byte[] index) {
        try {
            return Manifest.parse(MediaTypes.OCI_INDEX, index) instanceof ImageIndex list
                    ? list.manifests()
                    : List.of();
        } catch (OciException e) {
            throw ResponseHead.violation(
                    "referrers of " + subject + " in " + repository, String.valueOf(e.getMessage()));
        }
    }

    private void write(Digest subject, List<Descriptor> list) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        index.put("manifests", list.stream().map(Referrers::json).toList());
        HttpRequest request = HttpRequest.to("PUT", repository.manifest(tag(subject)))
                .with("Content-Type", MediaTypes.OCI_INDEX)
                .sending(StrictJson.write(index));
        try (HttpResponse response = repository.persist(request, repository.push())) {
            if (response.status() != 201) {
                throw repository.refusal(response);
            }
        }
    }

    private static Map<String, Object> json(Descriptor descriptor) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mediaType", descriptor.mediaType());
        fields.put("digest", descriptor.digest().toString());
        fields.put("size", descriptor.size());
        descriptor.artifactType().ifPresent(type -> fields.put("artifactType", type));
        if (!descriptor.annotations().isEmpty()) {
            fields.put("annotations", descriptor.annotations());
        }
        return fields;
    }

    private static String tag(Digest subject) {
        String text = subject.algorithm().prefix() + "-" + subject.hex();
        return text.length() <= 128 ? text : text.substring(0, 128);
    }
}
