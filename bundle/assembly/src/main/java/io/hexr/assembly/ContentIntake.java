package io.hexr.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.hexr.format.Artifact;
import io.hexr.format.Delivery;
import io.hexr.format.FileArtifact;
import io.hexr.format.ModelArtifact;
import io.hexr.format.Origin;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;

/** Takes in whatever of a release is no image: files as they are, models in chunks, wheels as a package index. */
final class ContentIntake {
    private final Path specFolder;
    private final LayoutStore to;
    private final Workbench bench;

    ContentIntake(Path specFolder, LayoutStore to, Workbench bench) {
        this.specFolder = specFolder;
        this.to = to;
        this.bench = bench;
    }

    /** That there is something to take in, of a kind that can be taken: said before an image is built for half an hour. */
    static void requireThere(ReleaseSpec spec, Path specFolder) {
        requireThere("file", spec.files(), specFolder);
        requireThere("model", spec.models(), specFolder);
        requireThere("wheels", spec.wheels(), specFolder);
    }

    private static void requireThere(String kind, List<ReleaseSpec.Content> all, Path specFolder) {
        all.forEach(content -> SourceFiles.of(kind + " " + content.names().name(), specFolder.resolve(content.path())));
    }

    /** The artifacts of the spec's files, models and wheels, in that order, now in the store. */
    List<Artifact> take(ReleaseSpec spec) {
        ModelIntake models = new ModelIntake(to, ModelIntake.CHUNK, bench.pulse());
        WheelIntake wheels = new WheelIntake(to, bench.pulse());
        List<Artifact> taken = new ArrayList<>();
        for (ReleaseSpec.Content file : spec.files()) {
            Delivery delivery = take("file", file, root -> FileIntake.take(file, root, to));
            taken.add(new FileArtifact(delivery, file.platform()));
        }
        for (ReleaseSpec.Content model : spec.models()) {
            taken.add(new ModelArtifact(take("model", model, root -> models.take(model, root))));
        }
        for (ReleaseSpec.Content folder : spec.wheels()) {
            Delivery delivery = take("wheels", folder, root -> wheels.take(folder, root));
            taken.add(new FileArtifact(delivery, Optional.empty()));
        }
        return taken;
    }

    private Delivery take(String kind, ReleaseSpec.Content content, Function<Path, Descriptor> intake) {
        ReleaseSpec.Names names = content.names();
        bench.say("taking in " + kind + " " + names.name());
        try {
            Descriptor manifest = intake.apply(specFolder.resolve(content.path()));
            String source = kind + " " + content.path() + " " + manifest.digest();
            return new Delivery(
                    names.name(),
                    names.pushName(),
                    names.tags(),
                    manifest,
                    names.groups(),
                    new Origin(names.licence(), Optional.of(source), Optional.empty()));
        } catch (OciException.Interrupted e) {
            throw e;
        } catch (OciException e) {
            throw new AssemblyException.IntakeFailed(kind + " " + names.name(), e);
        }
    }
}
