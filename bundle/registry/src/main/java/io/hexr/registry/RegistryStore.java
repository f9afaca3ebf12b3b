package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.hexr.oci.ContentStore;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Limits;
import io.hexr.oci.Manifest;
import io.hexr.oci.OciException;
import io.hexr.oci.Reference;
import io.hexr.oci.VerifyingInputStream;

/** The content of one repository of a registry. Safe for any number of threads; each call uses one connection at a time. */
public final class RegistryStore implements ContentStore {
    private final Repository repository;
    private final Referrers referrers;

    RegistryStore(Repository repository) {
        this.repository = repository;
        this.referrers = new Referrers(repository);
    }

    /** The repository's full name at its registry. */
    public String repository() {
        return repository.name();
    }

    @Override
    public boolean has(Descriptor descriptor) {
        return repository.has(descriptor);
    }

    /** Opens blob or manifest. A connection that breaks within a blob is replaced and reading goes on. */
    @Override
    public InputStream open(Descriptor descriptor) {
        InputStream bytes = descriptor.isManifest()
                ? manifestBytes(descriptor)
                : new ResumingInputStream(repository, descriptor.digest(), descriptor.size());
        return VerifyingInputStream.of(bytes, descriptor);
    }

    private InputStream manifestBytes(Descriptor descriptor) {
        return new java.io.ByteArrayInputStream(fetch(descriptor.digest().toString())
                .orElseThrow(() -> new OciException.NotFound("manifest " + descriptor.digest() + " in " + repository))
                .bytes);
    }

    private static final class Fetched {
        private final String mediaType;
        private final byte[] bytes;

        Fetched(String mediaType, byte[] bytes) {
            this.mediaType = mediaType;
            this.bytes = bytes;
        }
    }

    private Optional<Fetched> fetch(String tagOrDigest) {
        HttpRequest request = Repository.accepting(HttpRequest.to("GET", repository.manifest(tagOrDigest)))
                .answeredWithin(Limits.MANIFEST_BYTES);
        try (HttpResponse response = repository.persist(request, repository.pull())) {
            return switch (response.status()) {
                case 200 -> Optional.of(new Fetched(mediaType(response), response.bytes(Limits.MANIFEST_BYTES)));
                case 404 -> Optional.empty();
                default -> throw repository.refusal(response);
            };
        }
    }

    /** The manifest a tag names now, as one answer of the registry: name and bytes cannot come apart. */
    public Optional<Manifest> manifest(String tag) {
        Reference.Names.requireTag(tag);
        return fetch(tag).map(fetched -> Manifest.parse(fetched.mediaType, fetched.bytes));
    }

    @Override
    public Optional<Descriptor> resolve(String tag) {
        Reference.Names.requireTag(tag);
        return describe(tag);
    }

    /** The manifest of that digest, where it is there. @throws RegistryException where the registry calls another by it */
    public Optional<Descriptor> resolve(Digest digest) {
        Optional<Descriptor> found = describe(digest.toString());
        found.filter(named -> !named.digest().equals(digest)).ifPresent(other -> {
            throw ResponseHead.violation(
                    "manifest " + digest + " of " + repository, "the registry says it is " + other.digest());
        });
        return found;
    }

    private Optional<Descriptor> describe(String tagOrDigest) {
        HttpRequest request = Repository.accepting(HttpRequest.to("HEAD", repository.manifest(tagOrDigest)));
        try (HttpResponse response = repository.persist(request, repository.pull())) {
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() != 200) {
                throw repository.refusal(response);
            }
            Optional<String> digest = response.headers().first("Docker-Content-Digest");
            OptionalLong size = response.head().contentLength(request.label());
            if (digest.isPresent() && size.isPresent()) {
                return Optional.of(Descriptor.of(mediaType(response), digest(request, digest.get()), size.getAsLong()));
            }
        }
        // a registry that does not say so in the head says it with the bytes
        return fetch(tagOrDigest).map(fetched -> Descriptor.of(fetched.mediaType, fetched.bytes));
    }

    private static Digest digest(HttpRequest request, String written) {
        try {
            return Digest.parse(written);
        } catch (OciException.MalformedDigest e) {
            throw ResponseHead.violation(request.label(), String.valueOf(e.getMessage()));
        }
    }

    private static String mediaType(HttpResponse response) {
        String type = response.headers().first("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip();
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return referrers.of(subject);
    }

    /** All tags, in the registry's order; none where the repository does not exist. */
    public List<String> tags() {
        Pages pages = new Pages(repository.client(), repository.name(), repository.pull());
        return pages.strings(repository.url("tags/list"), "tags");
    }

    /**
     * Stores a blob or manifest from a stream. A blob of more than 4 MiB goes up in chunks of that size, because a stream cannot be read twice; where the
     * bytes can be, {@link #upload} is faster and survives more.
     */
    @Override
    public void put(Descriptor descriptor, InputStream bytes) {
        if (descriptor.isManifest()) {
            put(Manifest.parse(descriptor, read(descriptor, bytes)));
            return;
        }
        if (has(descriptor)) {
            return;
        }
        if (descriptor.size() <= StreamBody.WINDOW) {
            upload(descriptor, Body.of(read(descriptor, bytes)), UploadJournal.NONE, Optional.empty());
            return;
        }
        InputStream verified = VerifyingInputStream.of(bytes, descriptor);
        new BlobUpload(repository, descriptor, new StreamBody(verified, descriptor), UploadJournal.NONE)
                .run(Optional.empty());
    }

    private static byte[] read(Descriptor descriptor, InputStream bytes) {
        int limit = descriptor.isManifest() ? Limits.MANIFEST_BYTES : StreamBody.WINDOW;
        if (descriptor.size() > limit) {
            throw new OciException.TooLarge("content " + descriptor.digest(), descriptor.size(), limit);
        }
        try {
            return VerifyingInputStream.of(bytes, descriptor).readNBytes((int) descriptor.size() + 1);
        } catch (IOException e) {
            throw new OciException.StoreFailed("content " + descriptor.digest(), e);
        }
    }

    /**
     * Sends a blob that is not there, without asking first whether it is; mounts it instead where another repository of the registry is named and the
     * registry can. The registry checks the digest before it keeps the blob; the body's {@link Body#confirm} is heard before that. Goes on where the
     * journal says an earlier run stopped.
     */
    public Delivery upload(Descriptor blob, Body body, UploadJournal journal, Optional<String> mountFrom) {
        if (body.length() != blob.size()) {
            throw new OciException.SizeMismatch("content " + blob.digest(), blob.size(), String.valueOf(body.length()));
        }
        return new BlobUpload(repository, blob, body, journal).run(mountFrom);
    }

    /** Stores a manifest under its digest; makes it known as a referrer of its subject, where the registry does not do so itself. */
    public void put(Manifest manifest) {
        write(
                HttpRequest.to(
                        "PUT",
                        repository.manifest(manifest.descriptor().digest().toString())),
                manifest);
    }

    /** Stores a manifest and points the tag at it, in one request. */
    public void tag(String tag, Manifest manifest) {
        Reference.Names.requireTag(tag);
        write(HttpRequest.to("PUT", repository.manifest(tag)), manifest);
    }

    /**
     * The same where no other manifest has the tag. A registry that does not know the condition writes it all the same; whoever must know asks again.
     *
     * @throws RegistryException.ImmutableTag where another has it
     */
    public void tagFree(String tag, Manifest manifest) {
        Reference.Names.requireTag(tag);
        write(HttpRequest.to("PUT", repository.manifest(tag)).with("If-None-Match", "*"), manifest);
    }

    @Override
    public void tag(String tag, Descriptor manifest) {
        Reference.Names.requireTag(tag);
        tag(tag, manifest(manifest));
    }

    private void write(HttpRequest to, Manifest manifest) {
        Descriptor own = manifest.descriptor();
        HttpRequest request = to.with("Content-Type", own.mediaType()).sending(manifest.bytes());
        boolean listed;
        try (HttpResponse response = repository.persist(request, repository.push())) {
            if (response.status() != 201 && response.status() != 200 && response.status() != 202) {
                throw repository.refusal(response);
            }
            repository.requireDigest(response, own.digest());
            listed = response.headers().first("OCI-Subject").isPresent();
        }
        if (manifest.subject().isPresent() && !listed) {
            referrers.add(manifest, manifest.subject().get().digest());
        }
    }

    /** Removes a manifest or blob from the repository; what is not there is removed already. */
    public void delete(Descriptor descriptor) {
        if (!descriptor.isManifest()) {
            remove(repository.blob(descriptor.digest()));
            return;
        }
        Optional<Manifest> old =
                fetch(descriptor.digest().toString()).map(fetched -> Manifest.parse(descriptor, fetched.bytes));
        remove(repository.manifest(descriptor.digest().toString()));
        old.flatMap(Manifest::subject).ifPresent(subject -> referrers.remove(descriptor.digest(), subject.digest()));
    }

    /** Removes a tag and leaves what it named; many registries refuse this. */
    public void untag(String tag) {
        Reference.Names.requireTag(tag);
        remove(repository.manifest(tag));
    }

    private void remove(HttpUrl url) {
        HttpRequest request = HttpRequest.to("DELETE", url);
        try (HttpResponse response = repository.persist(request, Scope.delete(repository.name()))) {
            boolean gone = response.status() == 404 || (response.status() >= 200 && response.status() < 300);
            if (!gone) {
                throw repository.refusal(response);
            }
        }
    }
}
