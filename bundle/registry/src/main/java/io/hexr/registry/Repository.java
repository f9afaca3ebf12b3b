package io.hexr.registry;

import java.util.Optional;
import java.util.OptionalLong;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;

/** One repository's addresses, and requests to it with the scope they need. */
record Repository(RegistryClient client, RegistryAddress registry, String name) {
    HttpUrl url(String rest) {
        return registry.url("/v2/" + name + "/" + rest);
    }

    HttpUrl blob(Digest digest) {
        return url("blobs/" + digest);
    }

    HttpUrl manifest(String tagOrDigest) {
        return url("manifests/" + tagOrDigest);
    }

    Scope pull() {
        return Scope.pull(name);
    }

    Scope push() {
        return Scope.push(name);
    }

    HttpResponse persist(HttpRequest request, Scope scope) {
        return client.persist(request, name, scope);
    }

    RegistryException refusal(HttpResponse response) {
        return Refusals.of(response, client.user(registry, name));
    }

    /** Whether content is there; a registry that names another size or digest for it is caught lying. */
    boolean has(Descriptor descriptor) {
        HttpUrl url = descriptor.isManifest() ? manifest(descriptor.digest().toString()) : blob(descriptor.digest());
        HttpRequest request = accepting(HttpRequest.to("HEAD", url));
        try (HttpResponse response = persist(request, pull())) {
            if (response.status() == 404) {
                return false;
            }
            if (response.status() != 200) {
                throw refusal(response);
            }
            requireDigest(response, descriptor.digest());
            OptionalLong length = response.head().contentLength(request.label());
            if (length.isPresent() && length.getAsLong() != descriptor.size()) {
                throw ResponseHead.violation(
                        request.label(),
                        "it says " + length.getAsLong() + " bytes where the content has " + descriptor.size());
            }
            return true;
        }
    }

    /** Where the registry names the digest, it must be the right one; another algorithm's name for the same bytes is not compared. */
    void requireDigest(HttpResponse response, Digest expected) {
        response.headers()
                .first("Docker-Content-Digest")
                .filter(claimed -> claimed.startsWith(expected.algorithm().prefix() + ":"))
                .filter(claimed -> !claimed.equals(expected.toString()))
                .ifPresent(claimed -> {
                    throw new RegistryException.DigestLied(response.request().label(), expected, claimed);
                });
    }

    /** Every manifest type this product reads; a registry converts to what is not asked for. */
    static HttpRequest accepting(HttpRequest request) {
        return request.with(
                "Accept",
                String.join(
                        ", ",
                        MediaTypes.OCI_INDEX,
                        MediaTypes.OCI_MANIFEST,
                        MediaTypes.DOCKER_INDEX,
                        MediaTypes.DOCKER_MANIFEST,
                        "*/*;q=0.1"));
    }

    /** An address the registry gave us for going on: its own, or we do not go. */
    HttpUrl own(HttpRequest request, String written) {
        HttpUrl to = request.url()
                .resolve(written)
                .orElseThrow(() -> ResponseHead.violation(request.label(), "it names no usable address to go on at"));
        if (to.sameOrigin(request.url())) {
            return to;
        }
        String why = to.at().host().equals(request.url().at().host())
                ? "uploads go on at the address they began at, and this differs in scheme or port; the registry's own external address is set wrongly"
                : "uploads do not go on at another host";
        throw client.courier().refuse(request.label(), to.at(), why);
    }

    Optional<HttpUrl> ownIfPossible(String written) {
        return HttpUrl.parse(written)
                .filter(url -> url.sameOrigin(url("")) && url.target().startsWith("/"));
    }

    @Override
    public String toString() {
        return registry.at() + "/" + name;
    }
}
