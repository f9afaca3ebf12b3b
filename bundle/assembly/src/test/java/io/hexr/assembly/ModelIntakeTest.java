package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import io.hexr.format.ModelArtifact;
import io.hexr.format.ModelFiles;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Models become chunks and come back as they were; what nobody could load does not travel. */
final class ModelIntakeTest {
    private static final ReleaseSpec.Content TINY = new ReleaseSpec.Content(
            new ReleaseSpec.Names("tiny", "models/tiny", List.of("1b"), List.of("llm"), Optional.of("MIT")),
            "model",
            Optional.empty());

    @TempDir
    Path folder;

    private Path model() {
        return folder.resolve("model");
    }

    private LayoutStore store() {
        return LayoutStore.create(folder.resolve("store"));
    }

    private ImageManifest take(long chunk) {
        LayoutStore store = store();
        Descriptor manifest = new ModelIntake(store, chunk, () -> {}).take(TINY, model());
        return (ImageManifest) store.manifest(manifest);
    }

    private ModelFiles files(ImageManifest manifest) {
        return ModelFiles.read("model", store(), manifest.config());
    }

    private byte[] read(ImageManifest manifest, ModelFiles.File file) throws IOException {
        try (InputStream in = ModelFiles.open(store(), manifest.layers(), file)) {
            return in.readAllBytes();
        }
    }

    private void put(String name, byte[] bytes) {
        ModelSamples.write(model().resolve(name), bytes);
    }

    private void assertRefused(String saying) {
        assertThatThrownBy(() -> take(ModelIntake.CHUNK))
                .isInstanceOf(AssemblyException.ModelRefused.class)
                .hasMessageContaining("model tiny: ")
                .hasMessageContaining(saying);
        assertThat(store().path().resolve("blobs")).as("nothing was copied").doesNotExist();
    }

    @Test
    void everyFileComesBackFromItsChunks() throws IOException {
        byte[] weights = ModelSamples.gguf(1, 9);
        put("tiny.gguf", weights);
        put("params.json", "{}\n".getBytes(StandardCharsets.UTF_8));
        put("same/params.json", "{}\n".getBytes(StandardCharsets.UTF_8));
        put("empty.txt", new byte[0]);

        ImageManifest manifest = take(1000);

        assertThat(manifest.artifactType()).contains(ModelFiles.ARTIFACT_TYPE);
        assertThat(manifest.annotations()).containsEntry("org.opencontainers.image.licenses", "MIT");
        ModelFiles files = files(manifest);
        assertThat(files.format()).isEqualTo("gguf");
        assertThat(files.files())
                .extracting(ModelFiles.File::name)
                .containsExactly("empty.txt", "params.json", "same/params.json", "tiny.gguf");
        assertThat(files.files().getLast().chunks()).hasSize((weights.length + 999) / 1000);
        assertThat(files.files().getLast().digest()).isEqualTo(Digest.of(weights));
        assertThat(read(manifest, files.files().getLast())).isEqualTo(weights);
        assertThat(read(manifest, files.files().getFirst())).isEmpty();
        assertThat(manifest.layers()).allMatch(layer -> layer.size() <= 1000);
        assertThat(manifest.layers())
                .extracting(layer -> layer.annotations().get(ArtifactWriter.TITLE))
                .startsWith("params.json", "same/params.json", "tiny.gguf.0001-of-0010");
    }

    @Test
    void equalChunksAreOneBlobAndTheSameModelTheSameManifest() throws IOException {
        byte[] weights = ModelSamples.gguf(1, 9);
        java.util.Arrays.fill(weights, weights.length - 8 * ModelSamples.TENSOR_BYTES, weights.length, (byte) 0);
        put("tiny.gguf", weights);

        ImageManifest manifest = take(1024);
        assertThat(manifest.layers().stream().map(Descriptor::digest).distinct().count())
                .isLessThan(manifest.layers().size());
        assertThat(read(manifest, files(manifest).files().getFirst())).isEqualTo(weights);
        assertThat(take(1024).descriptor()).isEqualTo(manifest.descriptor());
    }

    @Test
    void aModelIsAnArtifactOfTheReleaseAndCostsItsBytesOnce() {
        put("tiny.gguf", ModelSamples.gguf(4, 3));
        Path spec = folder.resolve("release.yaml");
        ModelSamples.write(spec, """
                release: acme
                version: 1.0.0
                sequence: 1
                models:
                  - {name: tiny, pushName: models/tiny, path: model, tags: [1b], groups: [llm], licence: MIT}
                  - {name: again, pushName: models/again, path: model, tags: [1b], groups: [llm], licence: MIT}
                """.getBytes(StandardCharsets.UTF_8));

        ReleaseBuilder.Built built =
                ReleaseBuilder.build(spec, folder.resolve("release"), Workshop.bench(folder), Workshop.CHARTS);

        assertThat(built.contents().artifacts()).allMatch(ModelArtifact.class::isInstance);
        assertThat(built.contents().artifacts().get(0).content())
                .isEqualTo(built.contents().artifacts().get(1).content());
        assertThat(built.contents().blobs()).hasSize(3);
    }

    @Test
    void aModelWithoutTermsIsRefused() {
        assertThatThrownBy(() -> ReleaseSpec.parse("release.yaml", """
                        release: acme
                        version: 1.0.0
                        sequence: 1
                        models:
                          - {name: tiny, path: model, tags: [1b], groups: [llm]}
                        """.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("release.yaml: tiny")
                .hasMessageContaining("licence is missing");
    }

    /** A file larger than a blob may be; sparse, so that it costs time only where that is asked for: {@code -Dhexr.full=true}. */
    @Test
    void aFileOfMoreThanAChunkIsCutAtOneGibibyte() throws IOException {
        assumeTrue(Boolean.getBoolean("hexr.full"), "NOT RUN: reads 3 GiB, asked for by -Dhexr.full=true");
        byte[] head = ModelSamples.gguf(1, 1);
        put("huge.gguf", head);
        long size = (5L << 29) + 7;
        try (RandomAccessFile sparse =
                new RandomAccessFile(model().resolve("huge.gguf").toFile(), "rw")) {
            sparse.setLength(size);
            sparse.seek(size - 1);
            sparse.write(1);
        }

        ImageManifest manifest = take(ModelIntake.CHUNK);

        assertThat(manifest.layers()).extracting(Descriptor::size).containsExactly(1L << 30, 1L << 30, (1L << 29) + 7);
        ModelFiles.File file = files(manifest).files().getFirst();
        assertThat(file.size()).isEqualTo(size);
        Path back = folder.resolve("back");
        try (InputStream in = ModelFiles.open(store(), manifest.layers(), file);
                OutputStream out = Files.newOutputStream(back)) {
            in.transferTo(out);
        }
        assertThat(Files.mismatch(back, model().resolve("huge.gguf"))).isEqualTo(-1);
    }

    @Test
    void takesSafetensorsWithAllTheirShards() {
        put("model-00001-of-00002.safetensors", ModelSamples.safetensors(1));
        put("model-00002-of-00002.safetensors", ModelSamples.safetensors(2));
        put(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}"
                        .getBytes(StandardCharsets.UTF_8));
        put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(files(take(ModelIntake.CHUNK)).format()).isEqualTo("safetensors");
    }

    @Test
    void refusesASetWithAGap() {
        put("model-00001-of-00002.safetensors", ModelSamples.safetensors(1));
        assertRefused("model-00002-of-00002.safetensors is not here");
    }

    @Test
    void refusesAnIndexThatNamesWhatIsNotThere() {
        put("model.safetensors", ModelSamples.safetensors(1));
        put(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"other.safetensors\"}}".getBytes(StandardCharsets.UTF_8));
        assertRefused("names other.safetensors, which is not here");
    }

    @Test
    void takesAFolderOfOllama() throws IOException {
        ModelSamples.ollama(model(), 5);

        ImageManifest manifest = take(ModelIntake.CHUNK);

        ModelFiles files = files(manifest);
        assertThat(files.format()).isEqualTo("ollama");
        for (ModelFiles.File file : files.files()) {
            assertThat(read(manifest, file)).isEqualTo(Files.readAllBytes(model().resolve(file.name())));
        }
    }

    @Test
    void refusesAnOllamaFolderThatLacksABlobOrHoldsAStranger() throws IOException {
        ModelSamples.ollama(model(), 5);
        put("blobs/sha256-" + "0".repeat(64), new byte[3]);
        assertRefused("belongs to no manifest of the folder");
        Files.delete(model().resolve("blobs/sha256-" + "0".repeat(64)));

        Path licence = model().resolve("blobs/sha256-"
                + Digest.of("do as you please\n".getBytes(StandardCharsets.UTF_8))
                        .hex());
        Files.write(licence, "do as I please!!\n".getBytes(StandardCharsets.UTF_8));
        assertRefused("not that of its name");
        Files.write(licence, new byte[2]);
        assertRefused("has 2 bytes, its manifest says 17");
        Files.delete(licence);
        assertRefused("which is not here");
    }

    @Test
    void refusesPicklesByNameAndByContent() {
        put("tiny.gguf", ModelSamples.gguf(1, 1));
        put("vision.bin", new byte[] {'P', 'K', 3, 4});
        assertRefused("as a pickle");
        put("vision.bin", new byte[] {(byte) 0x80, 2});
        assertRefused("as a pickle");
        put("vision.bin", new byte[] {1, 2});
        assertRefused("vision.bin is of no kind that models are made of");
        put("lora.PT", new byte[0]);
        assertRefused("as a pickle");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modeling_tiny.py",
                "setup.sh",
                "readme.exe",
                "license-x.py",
                "libtiny.so",
                "tiny.gguf.exe",
                "weights.npy",
                "archive.zip",
                "model",
                ".hidden",
                "lib/tokenizer.js"
            })
    void refusesWhatIsOfNoKindThatModelsAreMadeOf(String name) {
        put("tiny.gguf", ModelSamples.gguf(1, 1));
        put(name, "x = 1\n".getBytes(StandardCharsets.UTF_8));
        assertRefused(
                name + " is of no kind that models are made of; take it out, or carry it as an artifact of its own");
    }

    @ParameterizedTest
    @CsvSource({
        "7f454c46020101, a program or a script",
        "4d5a900003000000, a program or a script",
        "23212f62696e2f7368, a program or a script",
        "feedfacf0c000001, a program or a script",
        "cafebabe00000041, a program or a script",
        "504b030414000800, as a pickle",
        "80045d710028, as a pickle",
    })
    void refusesCodeWhateverItIsCalled(String begin, String saying) {
        put("tiny.gguf", ModelSamples.gguf(1, 1));
        put("tokenizer.json", HexFormat.of().parseHex(begin));
        assertRefused(saying);
    }

    @Test
    void takesWhatLiesBesideTheWeightsOfPublishedModels() {
        put("model.safetensors", ModelSamples.safetensors(1));
        List<String> beside = List.of(
                "config.json",
                "tokenizer.model",
                "tokenizer_config.json",
                "merges.txt",
                "chat_template.jinja",
                "LICENSE",
                "LICENSE-MODEL",
                "LICENSE_llama3.1",
                "USE_POLICY.md",
                "README.md",
                "Notice",
                ".gitattributes",
                "assets/picture.png",
                "original/params.json");
        beside.forEach(name -> put(name, "MZ for text begins with any letters\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(files(take(ModelIntake.CHUNK)).files()).hasSize(beside.size() + 1);
    }

    @Test
    void refusesAnOllamaBlobThatIsNotWhatItsManifestCallsIt() throws IOException {
        ModelSamples.ollama(model(), 5);
        Path manifest = model().resolve("manifests/registry.ollama.ai/library/tiny/1b");
        String said = Files.readString(manifest);
        Files.writeString(manifest, said.replace("image.license", "image.plugin"));
        assertRefused("is application/vnd.ollama.image.plugin to its manifest");
        Files.writeString(manifest, said);
        // a second manifest calls the licence what has to be weights
        put(
                "manifests/registry.ollama.ai/library/tiny/2b",
                said.replace("image.license", "image.adapter").getBytes(StandardCharsets.UTF_8));
        assertRefused("does not begin as GGUF");
    }

    /** Between the judgement and the copy the folder's owner writes something else into it. */
    @Test
    void whatIsStoredIsWhatWasJudged() {
        put("tiny.gguf", ModelSamples.gguf(1, 1));
        LayoutStore store = store();
        ModelIntake intake = new ModelIntake(
                store, ModelIntake.CHUNK, () -> put("tiny.gguf", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)));
        put("a.txt", new byte[100]);

        assertThatThrownBy(() -> intake.take(TINY, model()))
                .isInstanceOf(AssemblyException.ModelRefused.class)
                .hasMessageContaining("tiny.gguf");
        assertThat(store.entries()).isEmpty();
    }

    @Test
    void refusesAFolderWithoutAModel() {
        put("README.md", "nothing here\n".getBytes(StandardCharsets.UTF_8));
        assertRefused("holds no model this hexr knows");
    }

    @Test
    void refusesAModelOfTooManyChunks() {
        put("tiny.gguf", ModelSamples.gguf(1, 2));
        assertThatThrownBy(() -> take(2))
                .isInstanceOf(AssemblyException.ContentRefused.class)
                .hasMessageContaining("one artifact has at most 1000");
    }

    @Test
    void refusesAFileThatIsNotPutTogetherFromWhatIsThere() {
        put("tiny.gguf", ModelSamples.gguf(1, 2));
        ImageManifest manifest = take(1000);
        ModelFiles.File file = files(manifest).files().getFirst();

        assertThatThrownBy(() -> ModelFiles.open(store(), manifest.layers().subList(1, 2), file))
                .hasMessageContaining("which is no layer of the model");
        ModelFiles.File turned = new ModelFiles.File(
                "tiny.gguf", file.size(), file.digest(), file.chunks().reversed());
        assertThatThrownBy(() -> read(manifest, turned)).isInstanceOf(io.hexr.oci.OciException.DigestMismatch.class);
        for (String name : List.of("../out", "/out", "a//b", "a\\b", "c:d", ".")) {
            assertThatThrownBy(() -> new ModelFiles.File(name, 0, file.digest(), List.of()))
                    .hasMessageContaining("no plain path");
        }
    }
}
