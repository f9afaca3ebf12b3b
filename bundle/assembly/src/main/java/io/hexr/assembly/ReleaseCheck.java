package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;

/** Whether a built release may be passed on: what every image must and must not hold, and under which licences. It reads what was built, not what was meant. */
public final class ReleaseCheck {
    private static final int MOST_NAMES = 4096;

    /** Of one artifact; nobody reads on, and a stranger may have written a million into a bill. */
    private static final int MOST_FINDINGS = 1000;

    private static final int MOST_LETTERS = 1000;

    /** One rule that one artifact breaks. */
    public record Finding(String artifact, String fact) {}

    /** What one image holds; the parts are those of its bill. */
    public record Image(String name, long compressed, int layers, int parts) {}

    /** The images of the release, and what was found; nothing was found in one that may be passed on */
    public record Checked(List<Image> images, List<Finding> findings) {
        public Checked {
            images = List.copyOf(images);
            findings = List.copyOf(findings);
        }
    }

    private final LayoutStore store;
    private final List<Image> images = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private int ofThisOne;

    private ReleaseCheck(LayoutStore store) {
        this.store = store;
    }

    /**
     * Whether the charts of a built release and its images are one closed world, as its spec waives and explains it today.
     *
     * @return what was tried, a sentence for each chart
     * @throws io.hexr.helm.HelmException.WorldOpen naming what is missing and what nothing uses
     */
    public static List<String> closure(Path folder, Path spec, Path cache, ChartBench charts) {
        ReleaseBuilder.Built built = ReleaseBuilder.read(folder);
        ReleaseSpec read = ReleaseBuilder.parse(spec);
        return new ChartClosure(read, ReleaseBuilder.beside(spec), charts)
                .require(built.contents().artifacts(), LayoutStore.open(folder), cache);
    }

    /** Looks into every image. @throws AssemblyException.OpenRelease where something the release names is not in its folder */
    public static Checked check(Path folder, Runnable pulse) {
        return check(ReleaseBuilder.read(folder).contents(), LayoutStore.open(folder), pulse);
    }

    /** The same of contents that somebody signed: what is passed on is what they list, whatever lock lies beside them. */
    public static Checked check(Contents contents, LayoutStore store, Runnable pulse) {
        ReleaseCheck check = new ReleaseCheck(store);
        for (Artifact artifact : contents.artifacts()) {
            pulse.run();
            check.ofThisOne = 0;
            check.licence(artifact);
            if (artifact instanceof ImageArtifact image) {
                check.image(image);
            }
        }
        return new Checked(check.images, check.findings);
    }

    private void licence(Artifact artifact) {
        artifact.delivery()
                .origin()
                .licence()
                .ifPresentOrElse(
                        licence -> Licences.refusedIn(licence)
                                .forEach(word -> find(artifact, "licence " + word + " is not on the list of licences")),
                        () -> find(artifact, "states no licence"));
    }

    private void image(ImageArtifact image) {
        Descriptor manifest = image.content();
        ImageRules.findings(store, manifest).forEach(fact -> find(image, fact));
        Set<String> beside = new HashSet<>();
        int parts = 0;
        for (Descriptor referrer : store.referrers(manifest.digest())) {
            if (store.manifest(referrer) instanceof ImageManifest said
                    && !said.layers().isEmpty()) {
                said.artifactType().ifPresent(beside::add);
                if (said.artifactType().filter(Attestations.CYCLONEDX::equals).isPresent()) {
                    parts = bill(image, said.layers().getFirst());
                }
                if (said.artifactType().filter(Attestations.IN_TOTO::equals).isPresent()) {
                    provenance(image, said.layers().getFirst());
                }
            }
        }
        for (String type : List.of(Attestations.CYCLONEDX, Attestations.SPDX, Attestations.IN_TOTO)) {
            if (!beside.contains(type)) {
                find(image, "has no " + type + " beside it");
            }
        }
        List<Descriptor> layers = ((ImageManifest) store.manifest(manifest)).layers();
        images.add(new Image(
                image.delivery().name(),
                layers.stream().mapToLong(Descriptor::size).sum(),
                layers.size(),
                parts));
    }

    /** What was not built from the pinned inputs is nothing that another could build again. */
    private void provenance(ImageArtifact image, Descriptor layer) {
        String resource = "provenance of " + image.title();
        reading(resource, layer, in -> {
            Runnable drift = () -> find(image, "was built with drift: " + in.text());
            in.object(at("predicate", in, at("buildDefinition", in, at("internalParameters", in, parameter -> {
                if (parameter.equals("drift")) {
                    in.list(drift);
                } else {
                    in.skip();
                }
            }))));
        });
    }

    /** The fields of the one field of that name. */
    private static Consumer<String> at(String name, JsonWalk in, Consumer<String> inner) {
        return field -> {
            if (field.equals(name)) {
                in.object(inner);
            } else {
                in.skip();
            }
        };
    }

    private void reading(String resource, Descriptor layer, Consumer<JsonWalk> body) {
        try (InputStream in = store.open(layer)) {
            JsonWalk.read(resource, in, BillReader.MOST_BYTES, MOST_NAMES, body);
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading " + resource, e);
        }
    }

    private int bill(ImageArtifact image, Descriptor layer) {
        String resource = "bill of " + image.title();
        int[] parts = {0};
        try (InputStream in = store.open(layer)) {
            BillReader.read(resource, in, part -> {
                parts[0]++;
                part.licences().stream()
                        .filter(name -> Stream.of(name.split(" AND ")).anyMatch(Licences::isRefused))
                        .forEach(name -> find(image, part.url() + " is under " + name));
            });
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading " + resource, e);
        }
        return parts[0];
    }

    private void find(Artifact artifact, String fact) {
        ofThisOne++;
        if (ofThisOne <= MOST_FINDINGS) {
            findings.add(new Finding(
                    artifact.title(), fact.length() <= MOST_LETTERS ? fact : fact.substring(0, MOST_LETTERS) + "..."));
        } else if (ofThisOne == MOST_FINDINGS + 1) {
            findings.add(new Finding(
                    artifact.title(), "breaks more than " + MOST_FINDINGS + " rules, of which these are the first"));
        }
    }
}
