package io.hexr.assembly;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.hexr.format.Artifact;
import io.hexr.format.ReleaseLock;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.Reference;

/**
 * Takes in images that others published. Their names are resolved to digests, which the lock keeps; a name that leads elsewhere than when the folder was built last is
 * refused, since what was looked at then would be replaced by what nobody has looked at.
 */
final class UpstreamIntake {
    private static final int LOCK_BYTES = 4 << 20;

    private final Path folder;
    private final ImageIntake images;
    private final Upstreams upstreams;
    private final Workbench bench;

    UpstreamIntake(Path folder, ImageIntake images, Upstreams upstreams, Workbench bench) {
        this.folder = folder;
        this.images = images;
        this.upstreams = upstreams;
        this.bench = bench;
    }

    /** An image, and what the lock says of where it is from. */
    record Taken(Descriptor content, String source) {}

    Taken take(ReleaseSpec.Image image, ReleaseSpec.Upstream place) {
        Reference reference = place.reference();
        Upstreams.Found found = upstreams.find(reference);
        Digest digest = found.named().digest();
        before(image, reference).filter(earlier -> !earlier.equals(digest)).ifPresent(earlier -> {
            if (bench.drift() == Workbench.Drift.REFUSED) {
                throw new AssemblyException.SourceChanged(reference.toString(), earlier.toString(), digest.toString());
            }
            bench.say(reference + " was " + earlier + " and is " + digest + " now; taken");
        });
        Optional<String> tag =
                switch (reference) {
                    case Reference.Tagged tagged -> Optional.of(tagged.tag());
                    case Reference.Pinned pinned -> pinned.tag();
                };
        Reference pinned = new Reference.Pinned(reference.registry(), reference.repository(), tag, digest);
        return new Taken(images.take(image, found.source(), found.named()), ReleaseLock.IMAGE_SOURCE + pinned);
    }

    /** What the name led to when the folder was built last. */
    private Optional<Digest> before(ReleaseSpec.Image image, Reference reference) {
        Path file = folder.resolve(ReleaseBuilder.LOCK);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ReleaseLock lock = ReleaseLock.parse(file.toString(), SmallFile.read("release", file, LOCK_BYTES));
        return lock.artifacts().stream()
                .filter(artifact -> artifact.name().equals(image.names().name()))
                .flatMap(artifact -> pinned(artifact).stream())
                .filter(pinned -> pinned.toString().startsWith(name(reference)))
                .map(Reference.Pinned::digest)
                .findFirst();
    }

    private static String name(Reference reference) {
        return switch (reference) {
            case Reference.Tagged tagged -> tagged + "@";
            case Reference.Pinned pinned -> pinned.toString();
        };
    }

    private static Optional<Reference.Pinned> pinned(Artifact artifact) {
        String source = artifact.delivery().origin().source().orElse("");
        if (!source.startsWith(ReleaseLock.IMAGE_SOURCE)) {
            return Optional.empty();
        }
        try {
            return Reference.parse(source.substring(ReleaseLock.IMAGE_SOURCE.length()))
                            instanceof Reference.Pinned found
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (OciException e) {
            return Optional.empty();
        }
    }
}
