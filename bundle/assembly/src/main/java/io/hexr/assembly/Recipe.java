package io.hexr.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

import io.hexr.format.YamlFields;
import io.hexr.oci.Digest;

/**
 * How one image is made: what goes into it, as whom it runs, and how one sees that it runs. A recipe names versions; which bytes these are stands in
 * {@code sources.lock} and in go.sum.
 *
 * @param version of what is in it, as its source numbers it
 * @param revision of the image: raised where the same version comes out otherwise, on a newer base for one; 0 until then
 * @param joins paths of files that are made by joining all files below a folder, in the order of their names
 */
record Recipe(
        Path folder,
        Digest digest,
        String name,
        String version,
        long revision,
        Tier tier,
        Optional<Path> base,
        About about,
        List<Ingredient> ingredients,
        Map<String, String> links,
        Map<String, String> joins,
        Map<String, Integer> folders,
        Launch launch,
        List<Smoke> smoke,
        Needs needs) {
    static final String FILE = "recipe.yaml";
    private static final int BYTES = 1 << 20;
    private static final int MOST_REVISIONS = 9999;

    /** What an image says of itself. */
    record About(String title, String description, String licence, String homepage, String why) {}

    /** How it is started. */
    record Launch(
            String user, List<String> entrypoint, List<String> command, Map<String, String> env, String workdir) {}

    /**
     * How one sees that it runs, read-only and without rights: it is started, and either says something and ends or, where it has a port, answers there.
     *
     * @param entrypoint instead of its own; empty means its own
     * @param arguments instead of its own; empty means its own
     * @param files a folder beside the recipe, seen at /smoke
     * @param writable folders it may write to while it is tried
     * @param ask where it serves: port, and the path of a page or the words to send
     */
    record Smoke(
            List<String> entrypoint,
            List<String> arguments,
            Optional<Path> files,
            List<String> writable,
            Optional<Ask> ask,
            String expect) {}

    /** A question to a server that runs. */
    record Ask(long port, Optional<String> path, Optional<String> body, Optional<String> send) {}

    /** @param compressed the most bytes its layers may have */
    record Needs(long diskBytes, long compressed) {}

    /** What goes in. */
    sealed interface Ingredient
            permits GoProgram, DebianPackage, MavenArchive, PythonWheel, JavaRuntime, Files, JavaService {}

    /**
     * A program built by a wrapper module of ours that pins foreign modules.
     *
     * @param target its main package: one of a foreign module, or "." for the wrapper's own, which only puts foreign parts together
     * @param pin the module whose version is the recipe's; the one the target lies in unless given
     */
    record GoProgram(Path module, String target, Optional<String> pin, boolean cgo, List<String> tags, String to)
            implements Ingredient {}

    /** Files of a Debian package: those that a pattern of take matches and none of leave. */
    record DebianPackage(String name, List<String> take, List<String> leave) implements Ingredient {}

    /** A tar.xz in a jar, but for the paths that a pattern of leave matches. */
    record MavenArchive(String artifact, String entry, String to, List<String> leave, String licence)
            implements Ingredient {}

    /** A compiled program in a package of the Python index. */
    record PythonWheel(String artifact, String entry, String to, String licence) implements Ingredient {}

    /** A runtime of these modules, linked from the JDK at hand. */
    record JavaRuntime(List<String> modules, String to) implements Ingredient {}

    /** A folder beside the recipe, taken as it is. */
    record Files(Path from, String to) implements Ingredient {}

    /**
     * A service of ours, built by this repository.
     *
     * @param libraries a folder laid out like a Maven repository
     * @param licences of the libraries, by group
     */
    record JavaService(Path jar, Path libraries, Map<String, String> licences) implements Ingredient {}

    /** @throws io.hexr.format.BundleException.Invalid naming the recipe and the field */
    static Recipe read(Path folder) {
        Path file = folder.resolve(FILE);
        byte[] text = SmallFile.read("recipe " + folder.getFileName(), file, BYTES);
        YamlFields fields = YamlFields.read(file.toString(), text);
        Recipe recipe = new Recipe(
                folder,
                Digest.of(text),
                fields.text("name"),
                fields.text("version"),
                revision(fields),
                tier(fields),
                fields.has("base")
                        ? Optional.of(folder.resolve(fields.path("base")).normalize())
                        : Optional.empty(),
                new About(
                        fields.text("title"),
                        fields.text("description"),
                        fields.text("licence"),
                        fields.text("homepage"),
                        fields.text("why")),
                ingredients(folder, fields),
                fields.pairs("links"),
                fields.pairs("joins"),
                folders(fields),
                launch(fields),
                each(fields, "smoke", smoke -> smoke(folder, smoke)),
                new Needs(megabytes(fields, "diskMegabytes", 200), megabytes(fields, "maxMegabytes", 200)));
        fields.requireNothingLeft();
        requireSound(fields, recipe);
        return recipe;
    }

    /** What the image is called by, which never leads to another image once it was published. */
    String tag() {
        return revision == 0 ? version : version + "-" + revision;
    }

    private static void requireSound(YamlFields fields, Recipe recipe) {
        if (!recipe.name().matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw fields.refused("name is not lower-case words joined by '-'");
        }
        // a recipe without a version of its own would be another image tomorrow
        if (!recipe.version().matches("[0-9][A-Za-z0-9.+~-]*")) {
            throw fields.refused("version is not the number of one version");
        }
        if (!recipe.launch().user().matches("[1-9][0-9]*:[1-9][0-9]*")) {
            throw fields.refused("user is not UID:GID in numbers, neither of them root");
        }
        if (recipe.tier() == Tier.NONE) {
            throw fields.refused("tier is none; a recipe belongs to base, ci or full");
        }
        if (recipe.tier() != Tier.BASE && recipe.smoke().isEmpty()) {
            throw fields.refused("smoke is missing: nobody would know how to see that the image runs");
        }
    }

    private static long revision(YamlFields fields) {
        if (!fields.has("revision")) {
            return 0;
        }
        long revision = fields.number("revision");
        if (revision < 1 || revision > MOST_REVISIONS) {
            throw fields.refused("revision is not a number from 1 to " + MOST_REVISIONS);
        }
        return revision;
    }

    private static Tier tier(YamlFields fields) {
        try {
            return Tier.parse(fields.text("tier"));
        } catch (IllegalArgumentException e) {
            throw fields.refused("tier " + e.getMessage());
        }
    }

    private static long megabytes(YamlFields fields, String field, long otherwise) {
        return (fields.has(field) ? fields.number(field) : otherwise) * 1_000_000;
    }

    private static Launch launch(YamlFields fields) {
        return new Launch(
                fields.text("user", "65532:65532"),
                fields.texts("entrypoint"),
                fields.texts("command"),
                fields.pairs("env"),
                fields.text("workdir", "/"));
    }

    /** Those below one field, none of which may have a field that nobody reads. */
    private static <T> List<T> each(YamlFields fields, String field, Function<YamlFields, T> reading) {
        return fields.objects(field).stream()
                .map(one -> {
                    T read = reading.apply(one);
                    one.requireNothingLeft();
                    return read;
                })
                .toList();
    }

    private static Smoke smoke(Path folder, YamlFields smoke) {
        Optional<Path> files = smoke.has("files")
                ? Optional.of(folder.resolve(smoke.path("files")).normalize())
                : Optional.empty();
        Optional<Ask> ask = smoke.has("port")
                ? Optional.of(new Ask(smoke.number("port"), smoke.find("path"), smoke.find("body"), smoke.find("send")))
                : Optional.empty();
        if (ask.filter(one -> one.path().isPresent() == one.send().isPresent()).isPresent()) {
            throw smoke.refused("a port needs either a path or words to send");
        }
        return new Smoke(
                smoke.texts("entrypoint"),
                smoke.texts("arguments"),
                files,
                smoke.texts("writable"),
                ask,
                smoke.text("expect"));
    }

    private static Map<String, Integer> folders(YamlFields fields) {
        Map<String, Integer> all = new TreeMap<>();
        fields.pairs("folders").forEach((path, mode) -> {
            if (!mode.matches("[01]?[0-7]{3}")) {
                throw fields.refused("folders: the mode of " + path + " is not one like 0755 or 1777");
            }
            all.put(path, Integer.parseInt(mode, 8));
        });
        return all;
    }

    private static boolean cgo(YamlFields go) {
        String said = go.text("cgo", "no");
        if (!said.equals("yes") && !said.equals("no")) {
            throw go.refused("cgo: " + said + " is neither 'yes' nor 'no'");
        }
        return said.equals("yes");
    }

    private static List<Ingredient> ingredients(Path folder, YamlFields fields) {
        List<Ingredient> all = new ArrayList<>();
        all.addAll(each(
                fields,
                "go",
                go -> new GoProgram(
                        folder.resolve(go.has("module") ? go.path("module") : ".")
                                .normalize(),
                        go.text("package"),
                        go.find("pin"),
                        cgo(go),
                        go.texts("tags"),
                        go.text("to"))));
        all.addAll(each(
                fields,
                "debian",
                deb -> new DebianPackage(deb.text("package"), deb.texts("take"), deb.texts("leave"))));
        all.addAll(each(
                fields,
                "maven",
                jar -> new MavenArchive(
                        jar.text("artifact"),
                        jar.text("entry"),
                        jar.text("to"),
                        jar.texts("leave"),
                        jar.text("licence"))));
        all.addAll(each(
                fields,
                "pypi",
                wheel -> new PythonWheel(
                        wheel.text("artifact"), wheel.text("entry"), wheel.text("to"), wheel.text("licence"))));
        all.addAll(each(fields, "java", java -> new JavaRuntime(java.texts("modules"), java.text("to"))));
        all.addAll(each(fields, "files", files -> new Files(folder.resolve(files.path("from")), files.text("to"))));
        all.addAll(each(
                fields,
                "service",
                own -> new JavaService(
                        folder.resolve(own.path("jar")),
                        folder.resolve(own.path("libraries")),
                        own.pairs("licences"))));
        // a version that is no number of one release would be another program tomorrow
        for (Ingredient ingredient : all) {
            if (ingredient instanceof PythonWheel wheel
                    && !wheel.artifact().matches("[A-Za-z0-9._-]+==[0-9][0-9a-z.]*")) {
                throw fields.refused("pypi: " + wheel.artifact() + " does not name one version as NAME==VERSION");
            }
            if (ingredient instanceof MavenArchive jar && !jar.artifact().matches("[^:]+:[^:]+:[0-9][^:]*")) {
                throw fields.refused("maven: " + jar.artifact() + " does not name one version");
            }
        }
        return List.copyOf(all);
    }
}
