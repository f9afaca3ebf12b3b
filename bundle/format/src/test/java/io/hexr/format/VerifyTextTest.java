package io.hexr.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Someone with stock tools follows {@code VERIFY.txt} to the letter: the commands are taken out of the text that lies in the bundle. */
final class VerifyTextTest {
    /** Whose tar, grep, find and sha256sum are used. */
    enum Tools {
        GNU,
        BUSYBOX
    }

    @TempDir
    Path folder;

    private final SampleRelease sample = SampleRelease.tiny(9);

    @ParameterizedTest
    @EnumSource
    void acceptsAGoodBundle(Tools tools) throws IOException {
        assertThat(follow(tools, LieArchive.of(sample))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheListOfEntriesShowsADuplicate(Tools tools) throws IOException {
        // the good file comes last, so unpacking, signature and sums are all in order; a loader that takes the first is
        // fooled
        LieArchive lie = LieArchive.of(sample)
                .entries(list -> list.add(
                        0, LieArchive.Raw.of(DerivedFiles.LOAD_LIST, "[]".getBytes(StandardCharsets.US_ASCII))));
        assertThat(follow(tools, lie)).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheListOfFilesShowsAnExtraFile(Tools tools) throws IOException {
        LieArchive lie = LieArchive.of(sample)
                .entries(list -> list.add(LieArchive.Raw.of(
                        "blobs/sha256/" + "e".repeat(64), "evil".getBytes(StandardCharsets.US_ASCII))));
        assertThat(follow(tools, lie)).containsExactly("5");
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheListOfFilesShowsALink(Tools tools) throws IOException {
        LieArchive lie = LieArchive.of(sample).entries(list -> {
            LieArchive.Raw link = LieArchive.Raw.of("blobs/sha256/link", new byte[0]);
            link.header(h -> {
                h[156] = '2';
                System.arraycopy("/etc/passwd".getBytes(StandardCharsets.US_ASCII), 0, h, 157, 11);
            });
            list.add(link);
        });
        assertThat(follow(tools, lie)).contains("5");
    }

    @ParameterizedTest
    @EnumSource
    void aGoodImageRenamedIsSeen(Tools tools) throws IOException {
        LieArchive lie = LieArchive.of(sample)
                .fileText(DerivedFiles.LOAD_LIST, t -> t.replace("hexr-auto-registrar", "hexr-vault"));
        assertThat(follow(tools, lie)).containsExactly("4");
    }

    @ParameterizedTest
    @EnumSource
    void aLoadListThatNamesAnUnlistedBlobIsSeen(Tools tools) throws IOException {
        LieArchive lie = LieArchive.of(sample)
                .fileText(
                        DerivedFiles.LOAD_LIST, t -> t.replaceFirst("sha256/[0-9a-f]{64}", "sha256/" + "e".repeat(64)));
        assertThat(follow(tools, lie)).containsExactly("4");
    }

    @ParameterizedTest
    @EnumSource
    void aStrangersSignatureIsSeen(Tools tools) throws IOException {
        SampleRelease stranger = SampleRelease.tiny(9);
        assertThat(follow(tools, LieArchive.of(sample).signedBy(stranger.keys().getFirst())))
                .containsExactly("3");
    }

    @ParameterizedTest
    @EnumSource
    void namesOutsideTheFolderAreSeen(Tools tools) throws IOException {
        LieArchive lie = LieArchive.of(sample)
                .entries(list -> list.add(LieArchive.Raw.of("../evil", "evil".getBytes(StandardCharsets.US_ASCII))));
        assertThat(follow(tools, lie)).contains("1");
    }

    @Test
    void everyCommandOfTheTextIsFollowed() {
        assertThat(commands()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(commands().values().stream().mapToInt(List::size).sum()).isEqualTo(10);
    }

    /** Step number to its commands: the indented lines under each number. */
    private Map<String, List<String>> commands() {
        Map<String, List<String>> steps = new TreeMap<>();
        String step = "";
        String text = new String(VerifyText.of(sample.contents()), StandardCharsets.US_ASCII);
        for (String line : text.lines().toList()) {
            if (line.matches("[0-9]\\. .*")) {
                step = line.substring(0, 1);
            } else if (line.startsWith("A PARTIAL")) {
                break;
            } else if (line.startsWith("  ")
                    && !step.isEmpty()
                    && !line.startsWith("   ")
                    && !line.contains("docker")) {
                steps.computeIfAbsent(step, s -> new ArrayList<>()).add(line.strip());
            }
        }
        return steps;
    }

    /** The steps at which someone would stop. */
    private List<String> follow(Tools tools, LieArchive archive) throws IOException {
        StockTools.require("openssl", "sh", tools == Tools.BUSYBOX ? "busybox" : "sha256sum");
        Files.write(folder.resolve("hexr-bundle.tar.gz"), archive.bytes());
        sample.keys().getFirst().trusted().write(folder.resolve("release.pub"));
        StringBuilder script = new StringBuilder();
        int number = 0;
        for (Map.Entry<String, List<String>> step : commands().entrySet()) {
            for (String command : step.getValue()) {
                String out =
                        folder.resolve(step.getKey() + "-" + number++ + ".out").toString();
                script.append("{ ").append(command).append("\n} >'").append(out).append("' 2>&1\n");
                script.append("echo $? >'").append(out).append(".status'\n");
            }
        }
        StockTools.run(folder, Map.of("PATH", path(tools), "LC_ALL", "C"), "/bin/sh", "-c", script.toString());
        List<String> stops = new ArrayList<>();
        number = 0;
        for (Map.Entry<String, List<String>> step : commands().entrySet()) {
            boolean good = true;
            for (String command : step.getValue()) {
                good &= isGood(step.getKey(), command, folder.resolve(step.getKey() + "-" + number++ + ".out"));
            }
            if (!good) {
                stops.add(step.getKey());
            }
        }
        return stops;
    }

    /** What the text says about the step. */
    private static boolean isGood(String step, String command, Path output) throws IOException {
        String said = Files.readString(output, StandardCharsets.ISO_8859_1);
        String status = Files.readString(Path.of(output + ".status")).strip();
        return switch (step) {
            case "1", "5" -> said.isEmpty();
            case "2" -> said.isEmpty() && status.equals("0");
            case "3" -> said.contains("Verified OK") && status.equals("0");
            case "4" -> status.equals("0");
            case "6" -> said.contains("\"sequence\": 7") && said.contains("\"release\": \"hexr\"");
            default -> throw new IllegalArgumentException(command);
        };
    }

    private String path(Tools tools) throws IOException {
        Path chosen = Files.createDirectories(folder.resolve("bin"));
        Path busybox = StockTools.find("busybox");
        if (tools == Tools.GNU || busybox == null) {
            return "/usr/local/bin:/usr/bin:/bin";
        }
        for (String applet : List.of(
                "tar",
                "sort",
                "uniq",
                "grep",
                "mkdir",
                "sha256sum",
                "find",
                "sed",
                "cut",
                "diff",
                "gzip",
                "gunzip",
                "cat")) {
            Path link = chosen.resolve(applet);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, busybox);
            }
        }
        Path openssl = StockTools.find("openssl");
        if (openssl != null && !Files.exists(chosen.resolve("openssl"))) {
            Files.createSymbolicLink(chosen.resolve("openssl"), openssl);
        }
        return chosen.toString();
    }
}
