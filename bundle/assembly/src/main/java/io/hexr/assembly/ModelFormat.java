package io.hexr.assembly;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.format.ModelFiles;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** Which kind of model a folder is, and whether a program could load it: headers are read, sizes compared, shards counted. Weights as pickles are refused. */
final class ModelFormat {
    private static final String OLLAMA_WEIGHTS = "application/vnd.ollama.image.model";
    private static final int DOCUMENT_BYTES = 8 << 20;
    private static final Pattern SHARD = Pattern.compile("(.*)-([0-9]{5})-of-([0-9]{5})\\.(gguf|safetensors)");
    private static final Set<String> PICKLES = Set.of("pt", "pth", "ckpt", "pkl", "pickle");

    private final SourceFiles source;
    private final Set<String> names = new TreeSet<>();

    private ModelFormat(SourceFiles source) {
        this.source = source;
        source.files().forEach(file -> names.add(source.title(file)));
    }

    /** {@code gguf}, {@code safetensors} or {@code ollama}. @throws AssemblyException.ModelRefused naming the file and the rule */
    static String of(SourceFiles source) {
        ModelFormat model = new ModelFormat(source);
        source.files().forEach(model::requireNoPickle);
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

    private void requireNoPickle(Path file) {
        String name = source.title(file).toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        if (PICKLES.contains(extension) || (extension.equals("bin") && beginsAsPickle(file))) {
            throw refused(
                    file, "holds weights as a pickle, which runs code when it is loaded; convert it to safetensors");
        }
    }

    private boolean beginsAsPickle(Path file) {
        byte[] begin = begin(file, 2);
        boolean zip = begin.length == 2 && begin[0] == 'P' && begin[1] == 'K';
        return zip || (begin.length > 0 && begin[0] == (byte) 0x80);
    }

    private byte[] begin(Path file, int length) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(source.artifact(), file, e);
        }
    }

    private boolean isOllama() {
        return names.stream().anyMatch(name -> name.startsWith("manifests/"))
                && names.stream().anyMatch(name -> name.startsWith("blobs/"));
    }

    private String plain() {
        boolean gguf = false;
        boolean safetensors = false;
        for (Path file : source.files()) {
            String name = source.title(file).toLowerCase(Locale.ROOT);
            if (name.endsWith(".gguf")) {
                gguf(file);
                gguf = true;
            } else if (name.endsWith(".safetensors")) {
                safetensors(file);
                safetensors = true;
            } else if (name.endsWith(".safetensors.index.json")) {
                requireShardsOfIndex(file);
            }
            requireShards(source.title(file), file);
        }
        if (!gguf && !safetensors) {
            throw refused(
                    source.root(),
                    "holds no model this hexr knows: a .gguf file, .safetensors files, or Ollama's manifests/ and blobs/");
        }
        return gguf ? "gguf" : "safetensors";
    }

    private void gguf(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            GgufHeader.check(in, source.size(file)).ifPresent(rule -> {
                throw refused(file, rule);
            });
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(source.artifact(), file, e);
        }
    }

    private void safetensors(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            SafetensorsHeader.check(in, source.size(file)).ifPresent(rule -> {
                throw refused(file, rule);
            });
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(source.artifact(), file, e);
        }
    }

    /** {@code model-00002-of-00003.gguf}: a set with a gap loads nowhere. */
    private void requireShards(String name, Path file) {
        Matcher shard = SHARD.matcher(name);
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

    private void requireShardsOfIndex(Path file) {
        JsonNode index = json(file);
        String folder = source.title(file);
        folder = folder.substring(0, folder.lastIndexOf('/') + 1);
        Set<String> wanted = new HashSet<>();
        index.path("weight_map").forEach(value -> wanted.add(value.asText()));
        for (String shard : new TreeSet<>(wanted)) {
            if (!names.contains(folder + shard)) {
                throw refused(
                        file, "names " + (shard.matches("[!-~]{1,255}") ? shard : "a file") + ", which is not here");
            }
        }
    }

    private JsonNode json(Path file) {
        byte[] bytes = SmallFile.read(source.artifact(), file, DOCUMENT_BYTES);
        try {
            return StrictJson.parse(bytes, DOCUMENT_BYTES, file.toString());
        } catch (OciException e) {
            throw refused(file, "is not the JSON expected: " + e.getMessage());
        }
    }

    private String ollama() {
        Set<String> used = new HashSet<>();
        for (Path file : source.files()) {
            String name = source.title(file);
            if (name.startsWith("manifests/")) {
                used.add(name);
                requireBlobs(file, used);
            }
        }
        for (Path file : source.files()) {
            if (!used.contains(source.title(file))) {
                throw refused(file, "belongs to no manifest of the folder; take out what is not meant to travel");
            }
        }
        return "ollama";
    }

    private void requireBlobs(Path file, Set<String> used) {
        ImageManifest manifest;
        try {
            byte[] bytes = SmallFile.read(source.artifact(), file, DOCUMENT_BYTES);
            manifest = (ImageManifest) Manifest.parse(MediaTypes.DOCKER_MANIFEST, bytes);
        } catch (OciException e) {
            throw refused(file, "is no manifest as Ollama writes it: " + e.getMessage());
        }
        manifest.children().forEach(child -> {
            String name = "blobs/sha256-" + child.digest().hex();
            Path blob = source.root().resolve(name);
            if (!names.contains(name)) {
                throw refused(file, "names " + name + ", which is not here");
            }
            if (source.size(blob) != child.size()) {
                throw refused(blob, "has " + source.size(blob) + " bytes, its manifest says " + child.size());
            }
            if (used.add(name) && child.mediaType().equals(OLLAMA_WEIGHTS)) {
                gguf(blob);
            }
        });
    }

    private AssemblyException refused(Path file, String rule) {
        return new AssemblyException.ModelRefused(source.artifact(), file.toString(), rule);
    }
}
