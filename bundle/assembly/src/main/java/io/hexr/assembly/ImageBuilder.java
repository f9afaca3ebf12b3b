package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one image from its recipe, or finds it where an earlier build of the same inputs left it. A cached image is found by the digest of everything that
 * goes in: recipe, sources, wrapper module, base, toolchain.
 */
final class ImageBuilder {
    /** Raised whenever the same inputs are to give other bytes. */
    private static final String RULES = "hexr-image-5";

    private static final String BILL = "bill";

    private final Workbench bench;
    private final SourcesLock lock;

    /** By their keys: what was read through when it was asked for, so that it is not read twice. */
    private final Map<String, Built> whole = new ConcurrentHashMap<>();

    ImageBuilder(Workbench bench, SourcesLock lock) {
        this.bench = bench;
        this.lock = lock;
    }

    /** An image that lies in a layout under the name of its recipe. */
    record Built(Recipe recipe, String key, Path layout, Descriptor manifest, Bill bill) {
        LayoutStore store() {
            return LayoutStore.open(layout);
        }

        long compressed() {
            return ((ImageManifest) store().manifest(manifest))
                    .layers().stream().mapToLong(Descriptor::size).sum();
        }
    }

    /**
     * What goes into an image.
     *
     * @param key what the image is kept under
     */
    record Inputs(String key, Offered offered) {}

    Built build(Recipe recipe, Inputs inputs, @Nullable Built base) {
        String key = inputs.key();
        Path place = place(inputs);
        if (bench.reuse() != Workbench.Reuse.NEVER) {
            Optional<Built> kept = kept(recipe, key, place);
            if (kept.isPresent()) {
                return kept.get();
            }
        }
        bench.say("building " + recipe.name() + " " + recipe.tag());
        long started = System.nanoTime();
        try (WorkFolder work = WorkFolder.in(bench.cache())) {
            requireSpace(recipe, work.path());
            Path layout = work.path().resolve("layout");
            make(recipe, inputs, base, work.path(), layout);
            requireSmall(read(recipe, key, layout));
            Built built = keep(recipe, key, layout, place);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            bench.say(String.format(
                    Locale.ROOT,
                    "built %s %s in %d s: %.1f MB compressed, %d parts",
                    recipe.name(),
                    recipe.tag(),
                    took.toSeconds(),
                    built.compressed() / 1e6,
                    built.bill().parts().size()));
            return built;
        }
    }

    private Path place(Inputs inputs) {
        return bench.cache().resolve("images").resolve(inputs.key());
    }

    /** Whether a compiler has to work for it, which takes minutes; all else is fetched and put together. */
    boolean compiles(Recipe recipe, Inputs inputs) {
        if (recipe.ingredients().stream().noneMatch(Recipe.GoProgram.class::isInstance)) {
            return false;
        }
        Optional<Built> found = kept(recipe, inputs.key(), place(inputs));
        found.ifPresent(built -> whole.put(inputs.key(), built));
        return found.isEmpty();
    }

    /** What an earlier build left, read again to the last byte: what a crash or a person damaged is said and removed, never used. */
    private Optional<Built> kept(Recipe recipe, String key, Path place) {
        Built known = whole.remove(key);
        if (known != null) {
            return Optional.of(known);
        }
        if (!Files.exists(place)) {
            return Optional.empty();
        }
        try {
            Built built = read(recipe, key, place);
            readThrough(built);
            return Optional.of(built);
        } catch (OciException.Interrupted e) {
            throw e;
        } catch (OciException | AssemblyException e) {
            bench.say("the kept image of " + recipe.name() + " is removed, for it is damaged: " + e.getMessage());
            try {
                WorkFolder.remove(place);
            } catch (IOException f) {
                throw new AssemblyException.OutputFailed(place, f);
            }
            return Optional.empty();
        }
    }

    private void readThrough(Built built) {
        LayoutStore store = built.store();
        List<Descriptor> manifests =
                new ArrayList<>(store.referrers(built.manifest().digest()));
        if (manifests.size() != Attestations.DOCUMENTS) {
            throw new AssemblyException.SourceUnreadable(
                    built.recipe().name(), built.layout(), "has " + manifests.size() + " documents beside the image");
        }
        manifests.add(built.manifest());
        for (Descriptor manifest : manifests) {
            ImageManifest image = (ImageManifest) store.manifest(manifest);
            List<Descriptor> content = new ArrayList<>(image.layers());
            content.add(image.config());
            for (Descriptor blob : content) {
                bench.pulse().run();
                try (InputStream in = store.open(blob)) {
                    in.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new AssemblyException.SourceUnreadable(built.recipe().name(), built.layout(), e);
                }
            }
        }
    }

    private static Built read(Recipe recipe, String key, Path place) {
        LayoutStore store = LayoutStore.open(place);
        Descriptor manifest = Optional.ofNullable(store.tags().get(recipe.name()))
                .orElseThrow(() -> new AssemblyException.SourceMissing(
                        "image " + recipe.name(), "the name " + recipe.name() + " in " + place));
        return new Built(recipe, key, place, manifest, Bill.read(place.resolve(BILL), binding(key, manifest)));
    }

    /** What an image was made of and what came out, so that neither another image in this place nor another name in its index is taken for it. */
    static String binding(String key, Descriptor manifest) {
        return key + " " + manifest.digest();
    }

    private void make(Recipe recipe, Inputs inputs, @Nullable Built base, Path work, Path layout) {
        LayoutStore to = LayoutStore.create(layout);
        FileTree tree = new FileTree(recipe.name());
        Bill bill = new Bill(List.of());
        // what was told to be as pinned is kept under that name, so nothing else may have been offered since
        Workbench strict = inputs.offered().drift().isEmpty() ? bench.refusingDrift() : bench;
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            bill = bill.with(add(recipe, ingredient, strict, work, tree));
        }
        recipe.joins().forEach((path, folder) -> join(tree, path, folder, work));
        recipe.folders().forEach(tree::folder);
        recipe.links().forEach(tree::link);
        ImageWriter writer = new ImageWriter(recipe, to);
        LayerPaths below = LayerPaths.none();
        if (base != null) {
            writer.standOn(base.recipe(), base.store(), base.manifest());
            below = LayerPaths.of(base.store(), base.manifest());
            bill = bill.with(base.bill());
        }
        new Completeness(tree, below).require();
        List<LayerWriter.Layer> own = new ArrayList<>();
        for (FileTree one : List.of(ServiceJars.lowerLayer(recipe), tree)) {
            if (!one.nodes().isEmpty()) {
                own.add(LayerWriter.write(one, work, to));
            }
        }
        Descriptor image = writer.finish(own);
        List<String> findings = ImageRules.findings(to, image);
        if (!findings.isEmpty()) {
            throw new AssemblyException.ContentRefused("image " + recipe.name(), String.join("; ", findings));
        }
        new Attestations(recipe, image, bill, inputs.offered()).attach(to);
        try {
            Files.write(layout.resolve(BILL), bill.bytes(binding(inputs.key(), image)));
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(layout, e);
        }
    }

    private static void join(FileTree tree, String path, String folder, Path work) {
        Path joined = work.resolve("joined" + tree.nodes().size());
        try (OutputStream out = Files.newOutputStream(joined)) {
            for (Map.Entry<String, FileTree.Node> node : tree.nodes().entrySet()) {
                if (node.getKey().startsWith(folder) && node.getValue() instanceof FileTree.FileNode file) {
                    Files.copy(file.content(), out);
                }
            }
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(joined, e);
        }
        tree.file(path, joined, false);
    }

    private Bill add(Recipe recipe, Recipe.Ingredient ingredient, Workbench allowed, Path work, FileTree tree) {
        SourceStore sources = new SourceStore(allowed);
        return switch (ingredient) {
            case Recipe.GoProgram program -> new GoBuild(program, recipe.version(), lock, allowed, work).build(tree);
            case Recipe.DebianPackage wanted ->
                new Bill(List.of(new DebianArchive(wanted, work, tree)
                        .unpack(sources.debian(lock.debian(wanted.name()), work))));
            case Recipe.MavenArchive wanted -> {
                Digest digest = lock.maven(wanted.artifact());
                yield new MavenUnpack(wanted, work, tree)
                        .unpack(sources.maven(wanted.artifact(), digest, work), digest);
            }
            case Recipe.PythonWheel wanted -> {
                List<String> pinned = lock.pypi(wanted.artifact());
                Digest digest = Digest.parse(pinned.get(1));
                yield new WheelUnpack(wanted, work, tree)
                        .unpack(sources.pypi(wanted.artifact(), pinned.get(0), digest, work), digest);
            }
            case Recipe.JavaRuntime wanted -> new JavaLink(allowed, work).link(wanted, lock.toolchain("jdk"), tree);
            case Recipe.Files files -> {
                JavaLink.copy(files.from(), files.to(), tree);
                yield new Bill(List.of());
            }
            case Recipe.JavaService service -> new ServiceJars(recipe, service).add(tree, lock);
        };
    }

    /** Whole or not at all; where another build was faster with the same inputs, its image stands. */
    private Built keep(Recipe recipe, String key, Path layout, Path place) {
        try {
            Files.createDirectories(place.getParent());
            Optional<Built> earlier = kept(recipe, key, place);
            if (earlier.isPresent()) {
                Digest mine = read(recipe, key, layout).manifest().digest();
                Digest theirs = earlier.get().manifest().digest();
                if (!mine.equals(theirs)) {
                    throw new AssemblyException.ContentRefused(
                            "image " + recipe.name(),
                            "two builds of the same inputs differ: " + theirs + " and " + mine);
                }
                return earlier.get();
            }
            Files.move(layout, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return read(recipe, key, place);
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(place, e);
        }
        return read(recipe, key, place);
    }

    private void requireSpace(Recipe recipe, Path work) {
        try {
            long free = Files.getFileStore(work).getUsableSpace();
            if (free < recipe.needs().diskBytes()) {
                throw new AssemblyException.DiskShort(
                        "building " + recipe.name(),
                        bench.cache(),
                        recipe.needs().diskBytes(),
                        free);
            }
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(work, e);
        }
    }

    private static void requireSmall(Built built) {
        long most = built.recipe().needs().compressed();
        if (built.compressed() > most) {
            throw new AssemblyException.ContentRefused(
                    "image " + built.recipe().name(),
                    "has " + built.compressed() + " bytes compressed, its recipe allows " + most);
        }
    }

    /** Nothing is fetched or built for it, so what is not pinned is told before anything is; and drift whether or not an image is kept. */
    Inputs inputs(Recipe recipe, @Nullable Inputs base) {
        lock.requireVersion(recipe);
        String key = key(recipe, base == null ? "scratch" : base.key());
        Offered own = Offered.of(recipe, lock, bench);
        own.drift().forEach(sentence -> bench.say("drift: " + sentence + "; taken"));
        if (!own.drift().isEmpty()) {
            String found = String.join("\n", own.drift());
            key = Digest.of((key + "\n" + found).getBytes(StandardCharsets.UTF_8))
                    .hex();
        }
        return new Inputs(key, base == null ? own : own.on(base.offered()));
    }

    private String key(Recipe recipe, String base) {
        List<String> inputs = new ArrayList<>(List.of(RULES, recipe.digest().toString()));
        inputs.add(base);
        // the compressor of layers is the runtime's
        inputs.add(Runtime.version().toString());
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            inputs.add(
                    switch (ingredient) {
                        case Recipe.GoProgram program ->
                            GoBuild.inputs(program)
                                    + lock.toolchain("go")
                                    + (program.cgo() ? lock.toolchain("gcc") : "");
                        case Recipe.DebianPackage wanted ->
                            lock.debian(wanted.name()).line();
                        case Recipe.MavenArchive wanted ->
                            lock.maven(wanted.artifact()).toString();
                        case Recipe.PythonWheel wanted ->
                            lock.pypi(wanted.artifact()).toString();
                        case Recipe.JavaRuntime _ -> lock.toolchain("jdk").toString();
                        case Recipe.Files files -> folder(files.from());
                        case Recipe.JavaService service -> new ServiceJars(recipe, service).inputs();
                    });
        }
        return Digest.of(String.join("\n", inputs).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    private static String folder(Path from) {
        FileTree tree = new FileTree("");
        JavaLink.copy(from, "/x", tree);
        StringBuilder all = new StringBuilder();
        for (Map.Entry<String, FileTree.Node> node : tree.nodes().entrySet()) {
            all.append(node.getKey()).append(' ');
            all.append(
                    switch (node.getValue()) {
                        case FileTree.FileNode file -> file.mode() + " " + SourceStore.digest(file.content());
                        case FileTree.FolderNode folder -> String.valueOf(folder.mode());
                        case FileTree.LinkNode link -> link.target();
                    });
            all.append('\n');
        }
        return all.toString();
    }
}
