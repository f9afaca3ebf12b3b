package io.hexr.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.hexr.format.Artifact;
import io.hexr.format.ChartArtifact;
import io.hexr.format.ModelArtifact;
import io.hexr.format.ReleaseSpec;
import io.hexr.helm.Closure;
import io.hexr.helm.ImageLock;
import io.hexr.helm.Renderer;
import io.hexr.oci.LayoutStore;

/** Whether a release is one closed world: what its charts name, in any profile and with any choice of components, is in it, and what is in it is used. */
final class ChartClosure {
    private final ReleaseSpec spec;
    private final Path specFolder;
    private final ChartBench bench;

    ChartClosure(ReleaseSpec spec, Path specFolder, ChartBench bench) {
        this.spec = spec;
        this.specFolder = specFolder;
        this.bench = bench;
    }

    /**
     * Renders each chart of the release as it was packed.
     *
     * @param cache where a folder is made for the length of this
     * @throws io.hexr.helm.HelmException.WorldOpen naming what is missing and what nothing uses
     */
    List<String> require(List<Artifact> artifacts, LayoutStore store, Path cache) {
        Set<String> groups =
                artifacts.stream().flatMap(one -> one.groups().stream()).collect(Collectors.toSet());
        ImageLock lock = ImageLock.of(artifacts, groups);
        Set<String> models = artifacts.stream()
                .filter(ModelArtifact.class::isInstance)
                .map(Artifact::name)
                .collect(Collectors.toSet());
        List<String> said = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            if (artifact instanceof ChartArtifact chart) {
                try (WorkFolder work = WorkFolder.in(cache)) {
                    Path file = ChartIntake.unpack(chart, store, work.path());
                    said.add(check(
                            chart, new Closure.World(file, lock, models, elsewhere(), waivers(lock), bench.today())));
                }
            }
        }
        return said;
    }

    private String check(ChartArtifact chart, Closure.World world) {
        Closure.Result result = Closure.check(
                new Renderer(bench.helm().get(), profiles(chart)), profiles(chart), world, Closure.Breadth.EACH);
        return chart.title() + " is a closed world: " + result.profiles() + " profiles, " + result.overlays()
                + " sets of overlays, " + result.choices() + " choices of components, " + result.renderings()
                + " renderings, " + result.objects() + " objects, " + result.judgements() + " judgements, 0 violations";
    }

    private Path profiles(ChartArtifact chart) {
        return spec.charts().stream()
                .filter(one -> one.names().name().equals(chart.name()))
                .map(one -> specFolder.resolve(one.profiles()))
                .findFirst()
                .orElseThrow(() -> new AssemblyException.SourceMissing(chart.title(), "its entry in the release spec"));
    }

    /** What images of the release stand on, and what something else than a chart runs. */
    private Set<String> elsewhere() {
        Set<Path> bases = new HashSet<>();
        for (Recipe recipe : RecipeBook.read(spec, specFolder).all()) {
            recipe.base().ifPresent(bases::add);
        }
        Set<String> used = new HashSet<>();
        for (ReleaseSpec.Image image : spec.images()) {
            boolean stoodOn = image.place() instanceof ReleaseSpec.Recipe place
                    && bases.contains(specFolder.resolve(place.folder()).normalize());
            if (stoodOn || image.usedBy().isPresent()) {
                used.add(image.names().name());
            }
        }
        return used;
    }

    /** Those for images that are in this build. */
    private List<Closure.Waiver> waivers(ImageLock lock) {
        List<Closure.Waiver> all = new ArrayList<>();
        for (ReleaseSpec.Image image : spec.images()) {
            if (lock.images().containsKey(image.names().name())) {
                image.waiver()
                        .ifPresent(waiver ->
                                all.add(new Closure.Waiver(image.names().name(), waiver.reason(), waiver.until())));
            }
        }
        return all;
    }
}
