package io.hexr.assembly;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.format.ModelFiles;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;

/**
 * Which kind of model a folder is, and whether a program could load it: headers are read, sizes compared, shards counted. Only files of the kinds that models are
 * made of are in it; what runs code when it is loaded or started is refused, whatever it is called.
 */
final class ModelFormat {
    private static final String OLLAMA = "application/vnd.ollama.image.";
    private static final Set<String> OLLAMA_WEIGHTS =
            Set.of(OLLAMA + "model", OLLAMA + "projector", OLLAMA + "adapter");
    private static final Set<String> OLLAMA_TEXTS = Set.of(
            OLLAMA + "license",
            OLLAMA + "template",
            OLLAMA + "params",
            OLLAMA + "system",
            OLLAMA + "messages",
            OLLAMA + "prompt",
            MediaTypes.DOCKER_CONFIG);
    private static final int MANIFEST_BYTES = 1 << 20;
    /** A model of a hundred thousand tensors takes 9 MB. */
    private static final int INDEX_BYTES = 32 << 20;

    private static final int INDEX_NAMES = 300_000;
    private static final Pattern SHARD = Pattern.compile("(.*)-([0-9]{5})-of-([0-9]{5})\\.(gguf|safetensors)");

    /** What the weights alone do not say: how to cut text into tokens, how to ask, under which terms, pictures of the description. */
    private static final Pattern BESIDE =
            Pattern.compile("(.*/)?([^/]+\\.(json|jsonl|jinja|txt|md|rst|pdf|csv|tsv|ya?ml|toml|model|spm|tiktoken"
                    + "|vocab|merges|bpe|png|jpe?g|gif|svg|webp)"
                    + "|(readme|licen[cs]e|notice|copying|copyright|use_policy|use-policy|modelfile|version|params|template|authors|citation)([-_][a-z0-9_-]*([.][0-9]+)*)?"
                    + "|\\.gitattributes)");

    private static final Set<String> PICKLES = Set.of("pt", "pth", "ckpt", "pkl", "pickle", "joblib");

    private final String artifact;
    private final Path root;
    private final ModelContent content;
    private final SortedSet<String> names;

    private ModelFormat(SourceFiles source, ModelContent content) {
        this.artifact = source.artifact();
        this.root = source.root();
        this.content = content;
        this.names = content.names();
    }

    /**
     * {@code gguf}, {@code safetensors} or {@code ollama}.
     *
     * @param source for refusals, which name the file as a person knows it
     * @throws AssemblyException.ModelRefused naming the file and the rule
     */
    static String of(SourceFiles source, ModelContent content) {
        ModelFormat model = new ModelFormat(source, content);
        return model.isOllama() ? model.ollama() : model.plain();
    }

    /** In an Ollama folder a blob's name is its digest; known once the file was read. */
    static void requireNamesOfBlobs(SourceFiles source, List<ModelFiles.File> files) {
        for (ModelFiles.File file : files) {
            if (file.name().startsWith("blobs/sha256-")
                    && !file.name().equals("blobs/sha256-" + file.digest().hex())) {
                throw new AssemblyException.ModelRefused(
                        source.artifact(), file.name(), "has the digest " + file.digest() + ", not that of its name");
            }
        }
    }

    private boolean isOllama() {
        return names.stream().anyMatch(name -> name.startsWith("manifests/"))
                && names.stream().anyMatch(name -> name.startsWith("blobs/"));
    }

    private String plain() {
        boolean gguf = false;
        boolean safetensors = false;
        for (String file : names) {
            String name = file.toLowerCase(Locale.ROOT);
            if (name.endsWith(".gguf")) {
                gguf(file);
                gguf = true;
            } else if (name.endsWith(".safetensors")) {
                safetensors(file);
                safetensors = true;
            } else {
                requireNoCode(file);
                requireKnownKind(file, name);
                if (name.endsWith(".safetensors.index.json")) {
                    requireShardsOfIndex(file);
                }
            }
            requireShards(file);
        }
        if (!gguf && !safetensors) {
            throw new AssemblyException.ModelRefused(
                    artifact,
                    root.toString(),
                    "holds no model this hexr knows: a .gguf file, .safetensors files, or Ollama's manifests/ and blobs/");
        }
        return gguf ? "gguf" : "safetensors";
    }

    private void requireKnownKind(String file, String name) {
        if (PICKLES.contains(name.substring(name.lastIndexOf('.') + 1))) {
            throw refused(
                    file, "holds weights as a pickle, which runs code when it is loaded; convert it to safetensors");
        }
        if (!BESIDE.matcher(name).matches()) {
            throw refused(
                    file,
                    "is of no kind that models are made of; take it out, or carry it as an artifact of its own, named"
                            + " under files in the release spec");
        }
    }

    /** By its first bytes, whatever it is called: a loader may look at them and not at the name. */
    private void requireNoCode(String file) {
        byte[] begin = reading(file, in -> in.readNBytes(4));
        int first = begin.length < 2 ? 0 : ((begin[0] & 0xff) << 8) | (begin[1] & 0xff);
        if (first >> 8 == 0x80 || (first == 0x504b && begin.length > 2 && begin[2] < 8)) {
            throw refused(
                    file, "holds weights as a pickle, which runs code when it is loaded; convert it to safetensors");
        }
        boolean elf = first == 0x7f45 && begin.length == 4 && begin[2] == 'L' && begin[3] == 'F';
        boolean machine =
                begin.length == 4 && (first == 0xfeed || first == 0xcafe || first == 0xcefa || first == 0xcffa);
        boolean windows = first == 0x4d5a && begin.length == 4 && (begin[2] < ' ' || begin[3] < ' ');
        if (elf || machine || windows || first == 0x2321) {
            throw refused(file, "is a program or a script, which has no place in a model");
        }
    }

    private interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    private <T> T reading(String file, Reading<T> reading) {
        try (InputStream in = content.open(file)) {
            return reading.read(in);
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(artifact, root.resolve(file), e);
        }
    }

    private void gguf(String file) {
        Optional<String> wrong =
                reading(file, in -> GgufHeader.check(new BufferedInputStream(in, 1 << 16), content.size(file)));
        wrong.ifPresent(rule -> {
            throw refused(file, rule);
        });
    }

    private void safetensors(String file) {
        reading(file, in -> SafetensorsHeader.check(in, content.size(file))).ifPresent(rule -> {
            throw refused(file, rule);
        });
    }

    /** {@code model-00002-of-00003.gguf}: a set with a gap loads nowhere. */
    private void requireShards(String file) {
        Matcher shard = SHARD.matcher(file);
        if (!shard.matches()) {
            return;
        }
        int count = Integer.parseInt(shard.group(3));
        for (int number = 1; number <= count && number <= SourceFiles.MOST; number++) {
            String sibling =
                    String.format(Locale.ROOT, "%s-%05d-of-%05d.%s", shard.group(1), number, count, shard.group(4));
            if (!names.contains(sibling)) {
                throw refused(file, "is one of " + count + " files, " + sibling + " is not here");
            }
        }
    }

    private void requireShardsOfIndex(String file) {
        String folder = file.substring(0, file.lastIndexOf('/') + 1);
        reading(file, in -> {
            try {
                JsonWalk.read(
                        file,
                        in,
                        INDEX_BYTES,
                        INDEX_NAMES,
                        walk -> walk.object(field -> {
                            if (field.equals("weight_map")) {
                                walk.object(tensor -> requireShard(file, folder, walk.text()));
                            } else {
                                walk.skip();
                            }
                        }));
            } catch (OciException.MalformedDocument e) {
                throw refused(file, "is not the JSON expected: " + e.getMessage());
            }
            return folder;
        });
    }

    private void requireShard(String file, String folder, String shard) {
        if (!names.contains(folder + shard)) {
            throw refused(file, "names " + (shard.matches("[!-~]{1,255}") ? shard : "a file") + ", which is not here");
        }
    }

    private String ollama() {
        Set<String> used = new HashSet<>();
        for (String name : names) {
            if (name.startsWith("manifests/")) {
                used.add(name);
                requireBlobs(name, used);
            }
        }
        for (String name : names) {
            if (!used.contains(name)) {
                throw refused(name, "belongs to no manifest of the folder; take out what is not meant to travel");
            }
        }
        return "ollama";
    }

    private void requireBlobs(String file, Set<String> used) {
        byte[] bytes = reading(file, in -> in.readNBytes(MANIFEST_BYTES + 1));
        if (bytes.length > MANIFEST_BYTES) {
            throw refused(file, "has more than " + MANIFEST_BYTES + " bytes");
        }
        ImageManifest manifest;
        try {
            manifest = (ImageManifest) Manifest.parse(MediaTypes.DOCKER_MANIFEST, bytes);
        } catch (OciException e) {
            throw refused(file, "is no manifest as Ollama writes it: " + e.getMessage());
        }
        manifest.children().forEach(child -> requireBlob(file, child, used));
    }

    private void requireBlob(String file, Descriptor child, Set<String> used) {
        String name = "blobs/sha256-" + child.digest().hex();
        if (!names.contains(name)) {
            throw refused(file, "names " + name + ", which is not here");
        }
        if (content.size(name) != child.size()) {
            throw refused(name, "has " + content.size(name) + " bytes, its manifest says " + child.size());
        }
        used.add(name);
        // each time: one manifest may call weights what another calls a licence
        if (OLLAMA_WEIGHTS.contains(child.mediaType())) {
            gguf(name);
        } else if (OLLAMA_TEXTS.contains(child.mediaType())) {
            requireNoCode(name);
        } else {
            throw refused(
                    name, "is " + child.mediaType() + " to its manifest, which is of no kind that this hexr knows");
        }
    }

    private AssemblyException refused(String file, String rule) {
        return new AssemblyException.ModelRefused(artifact, root.resolve(file).toString(), rule);
    }
}
