package io.hexr.assembly;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.OciException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What strangers wrote is taken in or refused in a heap of 128 MiB, however much of it there is: each case in a process of its own. */
final class SmallHeapTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wheels | taken sha256:",
                "record | lacks a file that its RECORD lists",
                "safetensors | has a head that is not the JSON expected",
                "gguf | ends within its head",
                "index | taken sha256:",
                "shards | has more than 300000 fields",
                "nested | has more than 300000 fields",
                "closed | has more than 300000 fields",
                "packages | names more than 50000 packages",
                "names | has more than 4096 fields",
                "licences | has a part of more than 1000 licences",
                "parts | read 1001",
                "texts | read 0",
            })
    void isEnough(String what, String outcome) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapTest.Intake.class.getName(),
                        what,
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream said = process.getInputStream()) {
            String all = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(all).isZero();
            assertThat(all.lines().toList())
                    .last()
                    .asString()
                    .startsWith(what + ": ")
                    .contains(outcome);
        }
    }

    /** In the small heap. */
    public static final class Intake {
        private static final int LARGE = 32 << 20;
        private static final int LEVELS = 7;

        private Intake() {}

        public static void main(String[] words) throws IOException {
            Path folder = Path.of(words[1]);
            System.out.println(words[0] + ": " + outcome(words[0], folder));
        }

        private static String outcome(String what, Path folder) throws IOException {
            return switch (what) {
                case "wheels" -> wheels(folder);
                case "record" -> record(folder);
                case "safetensors" -> model(folder, "model.safetensors", head(4 << 20));
                case "gguf" -> model(folder, "model.gguf", keys());
                case "index" -> index(folder, 299_999, "model.safetensors");
                case "shards" -> index(folder, 2_000_000, "model.safetensors");
                case "nested" -> nested(folder, false);
                case "closed" -> nested(folder, true);
                case "licences" -> bill("{\"components\":[{\"licenses\":[", "{\"expression\":\"AGPL\"},", "{}]}]}");
                case "parts" -> findings(folder);
                case "packages" -> bill("{\"components\":[", "{\"name\":\"n%d\"},", "{}]}");
                case "names" -> bill("{\"components\":[{", "\"k%d\":0,", "\"name\":\"a\"}]}");
                default -> bill("{\"x\":[\"", "%d all one text ", "\"]}");
            };
        }

        /** More METADATA than the heap holds, in a few kilobytes. */
        private static String wheels(Path folder) throws IOException {
            String padding = "x".repeat(2_000_000);
            for (int i = 0; i < 70; i++) {
                byte[] wheel = WheelSamples.of("p" + i, "1.0")
                        .described("METADATA", "Metadata-Version: 2.1\nName: p" + i + "\nVersion: 1.0\n\n" + padding)
                        .bytes();
                ModelSamples.write(folder.resolve("wheels/p" + i + "-1.0-py3-none-any.whl"), wheel);
            }
            return takeWheels(folder);
        }

        /** As many lines as fit into a RECORD, none of which is about a file that is there. */
        private static String record(Path folder) throws IOException {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; lines.length() < (2 << 20) - 100; i++) {
                lines.append(Integer.toString(i, 36)).append(",,\n");
            }
            ModelSamples.write(
                    folder.resolve("wheels/tiny-1.0-py3-none-any.whl"),
                    WheelSamples.of("tiny", "1.0").recorded(lines.toString()));
            return takeWheels(folder);
        }

        private static String takeWheels(Path folder) {
            LayoutStore store = LayoutStore.create(folder.resolve("store"));
            ReleaseSpec.Content content = content("wheels");
            try {
                return "taken "
                        + new WheelIntake(store, () -> {})
                                .take(content, folder.resolve("wheels"))
                                .digest();
            } catch (AssemblyException.WheelRefused e) {
                return String.valueOf(e.getMessage());
            }
        }

        private static ReleaseSpec.Content content(String path) {
            return new ReleaseSpec.Content(
                    new ReleaseSpec.Names("x", "x", List.of("1"), List.of("core"), Optional.of("MIT")),
                    path,
                    Optional.empty());
        }

        private static String model(Path folder, String name, byte[] bytes) {
            ModelSamples.write(folder.resolve("model").resolve(name), bytes);
            LayoutStore store = LayoutStore.create(folder.resolve("store"));
            try {
                return "taken "
                        + new ModelIntake(store, ModelIntake.CHUNK, () -> {})
                                .take(content("model"), folder.resolve("model"))
                                .digest();
            } catch (AssemblyException.ModelRefused e) {
                return String.valueOf(e.getMessage());
            }
        }

        /** A head of the shortest entries there can be, up to its limit. */
        private static byte[] head(int limit) {
            StringBuilder text = new StringBuilder("{");
            for (int i = 0; text.length() < limit - 100; i++) {
                text.append('"').append(Integer.toString(i, 36)).append("\":[[],[],[]],");
            }
            byte[] json = (text + "\"z\":0}").getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(8 + json.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .put(json)
                    .array();
        }

        private static byte[] keys() {
            ModelSamples file =
                    ModelSamples.begin().u32(0x46554747).u32(3).u64(100_000).u64(100_000);
            for (int i = 0; i < 100_000; i++) {
                file.text("key." + i).u32(10).u64(0);
            }
            return file.bytes();
        }

        /** Of a model with that many tensors. */
        private static String index(Path folder, int entries, String shard) throws IOException {
            ModelSamples.write(folder.resolve("model").resolve(shard), ModelSamples.safetensors(1));
            Path file = folder.resolve("model/" + shard + ".index.json");
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write("{\"weight_map\":{\"x\":\"model.safetensors\"".getBytes(StandardCharsets.US_ASCII));
                byte[] name = ("\":\"" + shard + "\"").getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < entries - 1; i++) {
                    out.write((",\"model.layers." + i + ".weight").getBytes(StandardCharsets.US_ASCII));
                    out.write(name);
                }
                out.write("}}".getBytes(StandardCharsets.US_ASCII));
            }
            return model(folder, "config.json", "{}".getBytes(StandardCharsets.US_ASCII));
        }

        /** No object over the limit by itself, but one within another: as its last field, or as its first, so that it is closed while the outer one grows. */
        private static String nested(Path folder, boolean innerFirst) throws IOException {
            ModelSamples.write(folder.resolve("model/model.safetensors"), ModelSamples.safetensors(1));
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(folder.resolve("model/model.safetensors.index.json")))) {
                for (int depth = 0; depth < LEVELS; depth++) {
                    out.write('{');
                    if (!innerFirst) {
                        names(out);
                    }
                    out.write("\"IN\":".getBytes(StandardCharsets.US_ASCII));
                }
                out.write("{}".getBytes(StandardCharsets.US_ASCII));
                for (int depth = 0; depth < LEVELS; depth++) {
                    if (innerFirst) {
                        out.write(',');
                        names(out);
                        out.write("\"END\":0".getBytes(StandardCharsets.US_ASCII));
                    }
                    out.write('}');
                }
            }
            return model(folder, "config.json", "{}".getBytes(StandardCharsets.US_ASCII));
        }

        private static void names(OutputStream out) throws IOException {
            for (int i = 0; i < 260_000; i++) {
                out.write(('"' + Integer.toString(i, 36) + "\":0,").getBytes(StandardCharsets.US_ASCII));
            }
        }

        /** An image whose bill names more parts than anyone may pass on. */
        private static String findings(Path folder) {
            byte[] part = "{\"licenses\":[{\"expression\":\"AGPL\"}]},".getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream bill = new ByteArrayOutputStream(LARGE);
            bill.writeBytes("{\"components\":[".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 400_000; i++) {
                bill.writeBytes(part);
            }
            bill.writeBytes("{}]}".getBytes(StandardCharsets.US_ASCII));
            Workshop workshop = Workshop.in(folder);
            Descriptor image = workshop.image(workshop.config("linux", "amd64"), workshop.layer());
            workshop.refer(image, Attestations.CYCLONEDX, workshop.put(Attestations.CYCLONEDX, bill.toByteArray()));
            Path release = folder.resolve("release");
            ReleaseBuilder.build(workshop.specOf(image), release, Workshop.bench(folder), Workshop.CHARTS);
            return "read "
                    + ReleaseCheck.check(release, () -> {}).findings().stream()
                            .filter(finding -> finding.artifact().equals("image odd"))
                            .count();
        }

        private static String bill(String begin, String middle, String end) throws IOException {
            StringBuilder text = new StringBuilder(LARGE).append(begin);
            for (int i = 0; text.length() < LARGE - 200; i++) {
                text.append(middle.replace("%d", Integer.toString(i, 36)));
            }
            byte[] bytes = text.append(end).toString().getBytes(StandardCharsets.US_ASCII);
            text.setLength(0);
            text.trimToSize();
            try {
                return "read "
                        + PackageList.read("bill", new ByteArrayInputStream(bytes))
                                .versions()
                                .size();
            } catch (OciException.MalformedDocument e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
