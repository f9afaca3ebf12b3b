import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.hexr.assembly.ReleaseBuilder;
import io.hexr.format.Artifact;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ReleaseSpec;
import io.hexr.format.YamlFields;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.StrictJson;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Starts every image of a built release as a cluster would that trusts nobody: as the image's own user, root file system read-only, no capability, no new
 * rights, no network but one of its own that leads nowhere. Asks each what its recipe's smoke checks ask, and prints what it answered. Run by: smoke
 */
final class Smoke {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int WORDS = 600;

    private final String run = "hexr-smoke-" + ProcessHandle.current().pid();
    private final LayoutStore store;
    private final List<String> rows = new ArrayList<>();
    private final List<String> cases = new ArrayList<>();
    private int failed;

    private Smoke(LayoutStore store) {
        this.store = store;
    }

    /** A check that was not met; says what was seen. */
    private static final class Unmet extends RuntimeException {
        Unmet(String fact) {
            super(fact);
        }
    }

    /** One smoke check of a recipe. */
    private record Check(
            List<String> entrypoint, List<String> arguments, Path files, List<String> writable, long port, String question, String expect) {
        static Check of(Path folder, YamlFields fields) {
            String path = fields.text("path", "");
            String body = fields.text("body", "");
            String http = (body.isEmpty() ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
            return new Check(
                    fields.texts("entrypoint"),
                    fields.texts("arguments"),
                    fields.has("files") ? folder.resolve(fields.path("files")) : null,
                    fields.texts("writable"),
                    fields.has("port") ? fields.number("port") : 0,
                    path.isEmpty() ? fields.text("send", "") : http,
                    fields.text("expect"));
        }

        String asked() {
            String how = String.join(" ", arguments);
            return port == 0 ? how : "port " + port + ": " + question.lines().findFirst().orElse("").replace(" HTTP/1.1", "");
        }
    }

    public static void main(String[] args) throws IOException {
        Path release = Path.of(args[0]);
        Path specFile = Path.of(args[1]).toAbsolutePath();
        List<String> wanted = List.of(args).subList(3, args.length);
        Smoke smoke = new Smoke(LayoutStore.open(release));
        Thread end = new Thread(smoke::clean);
        Runtime.getRuntime().addShutdownHook(end);
        ReleaseSpec spec = ReleaseSpec.parse(specFile.toString(), Files.readAllBytes(specFile));
        docker("network", "create", "--internal", smoke.run);
        for (Artifact artifact : ReleaseBuilder.read(release).contents().artifacts()) {
            String name = artifact.delivery().name();
            for (ReleaseSpec.Image image : spec.images()) {
                if (artifact instanceof ImageArtifact
                        && image.names().name().equals(name)
                        && image.place() instanceof ReleaseSpec.Recipe place
                        && (wanted.isEmpty() || wanted.contains(name))) {
                    smoke.image(name, artifact.content(), specFile.resolveSibling(place.folder()).normalize());
                }
            }
        }
        IO.println("| image | user | started with | answered | in |\n|---|---|---|---|---|");
        smoke.rows.forEach(IO::println);
        IO.println("\nsmoke: " + smoke.rows.size() + " checks, " + smoke.failed + " not met");
        // where verify counts what ran
        Path report = Files.createDirectories(Path.of(args[2])).resolve("TEST-smoke.xml");
        Files.writeString(report, "<testsuite name='smoke'>\n" + String.join("\n", smoke.cases) + "\n</testsuite>\n");
        System.exit(smoke.failed > 0 || smoke.rows.isEmpty() ? 1 : 0);
    }

    private void image(String name, Descriptor manifest, Path recipe) throws IOException {
        Path file = recipe.resolve("recipe.yaml");
        List<YamlFields> checks = YamlFields.read(file.toString(), Files.readAllBytes(file)).objects("smoke");
        if (checks.isEmpty()) {
            rows.add("| " + name + " | - | - | nothing in it can be started | - |");
            return;
        }
        String tag = run + "/" + name + ":smoke";
        load(tag, manifest);
        String user = docker("image", "inspect", "--format", "{{.Config.User}}", tag).strip();
        for (YamlFields fields : checks) {
            Check check = Check.of(recipe, fields);
            long started = System.nanoTime();
            String answered;
            String outcome = "";
            try {
                answered = check.port() == 0 ? runs(tag, user, check) : serves(tag, user, check);
            } catch (Unmet e) {
                failed++;
                answered = "**NOT MET**: " + e.getMessage();
                outcome = "<failure>see the table that smoke printed</failure>";
            }
            long took = Duration.ofNanos(System.nanoTime() - started).toMillis();
            rows.add("| %s | %s | `%s` | %s | %.1f s |".formatted(name, user, check.asked().replace("|", "\\|"), answered, took / 1000.0));
            cases.add("<testcase classname='smoke' name='%s-%d'>%s</testcase>".formatted(name, checks.indexOf(fields) + 1, outcome));
            System.err.println("smoke: " + name + ": " + answered);
        }
        docker("image", "rm", "--force", tag);
    }

    /** Docker reads an archive of the very blobs; nothing is unpacked or packed again. */
    private void load(String tag, Descriptor manifest) throws IOException {
        ImageManifest image = (ImageManifest) store.manifest(manifest);
        Path archive = Files.createTempFile("hexr-smoke-", ".tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            List<String> layers = new ArrayList<>();
            for (Descriptor layer : image.layers()) {
                layers.add(put(tar, layer));
            }
            byte[] index = StrictJson.write(
                    List.of(java.util.Map.of("Config", put(tar, image.config()), "RepoTags", List.of(tag), "Layers", layers)));
            TarArchiveEntry entry = new TarArchiveEntry("manifest.json");
            entry.setSize(index.length);
            tar.putArchiveEntry(entry);
            tar.write(index);
            tar.closeArchiveEntry();
        }
        docker("load", "--quiet", "--input", archive.toString());
        Files.delete(archive);
    }

    private String put(TarArchiveOutputStream tar, Descriptor blob) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("blobs/" + blob.digest().path());
        entry.setSize(blob.size());
        tar.putArchiveEntry(entry);
        try (InputStream in = store.open(blob)) {
            in.transferTo(tar);
        }
        tar.closeArchiveEntry();
        return entry.getName();
    }

    private List<String> start(String tag, String user, Check check, String... how) {
        List<String> command = new ArrayList<>(List.of("run", "--name", run, "--read-only", "--cap-drop", "ALL"));
        command.addAll(List.of("--security-opt", "no-new-privileges", "--pids-limit", "256", "--memory", "768m", "--tmpfs", "/tmp"));
        check.writable().forEach(folder -> command.addAll(List.of("--tmpfs", folder + ":rw,uid=" + user.replace(":", ",gid="))));
        if (check.files() != null) {
            command.addAll(List.of("--volume", check.files() + ":/smoke:ro"));
        }
        command.addAll(List.of(how));
        List<String> after = new ArrayList<>();
        if (!check.entrypoint().isEmpty()) {
            command.addAll(List.of("--entrypoint", check.entrypoint().getFirst()));
            after.addAll(check.entrypoint().subList(1, check.entrypoint().size()));
        }
        command.add(tag);
        command.addAll(after);
        command.addAll(check.arguments());
        return command;
    }

    /** It says something and ends. */
    private String runs(String tag, String user, Check check) {
        try {
            String said = docker(start(tag, user, check, "--rm", "--network", "none").toArray(String[]::new));
            if (!said.contains(check.expect())) {
                throw new Unmet("said " + quoted(said));
            }
            return quoted(check.expect());
        } finally {
            attempt("rm", "--force", run);
        }
    }

    /** It goes on and answers at its port. */
    private String serves(String tag, String user, Check check) {
        try {
            docker(start(tag, user, check, "--detach", "--network", run).toArray(String[]::new));
            String address = docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", run).strip();
            long end = System.nanoTime() + PATIENCE.toNanos();
            String said = "";
            while (!said.contains(check.expect())) {
                if (System.nanoTime() > end || !docker("inspect", "--format", "{{.State.Running}}", run).strip().equals("true")) {
                    throw new Unmet("answered " + quoted(said) + ", its log: " + quoted(attempt("logs", "--tail", "5", run)));
                }
                said = ask(address, (int) check.port(), check.question());
                if (said.isEmpty()) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
            return quoted(check.expect()) + rights(user);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            attempt("rm", "--force", run);
        }
    }

    private static String ask(String address, int port, String question) {
        StringBuilder said = new StringBuilder();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
            byte[] some = new byte[8192];
            for (int n = socket.getInputStream().read(some); n > 0 && said.length() < 1 << 20; n = socket.getInputStream().read(some)) {
                said.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // not there yet, or it keeps the connection: what was said so far counts
        }
        return said.toString();
    }

    /** What the kernel says of the process, not what was asked of Docker; nothing where the engine's processes are not this host's. */
    private String rights(String user) {
        Path process = Path.of("/proc", docker("inspect", "--format", "{{.State.Pid}}", run).strip());
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            List<String> facts = lines.filter(line -> line.matches("(Uid|CapEff|CapBnd|NoNewPrivs):.*")).map(line -> line.replaceAll("\\s+", " ")).toList();
            String root = Files.readString(process.resolve("mountinfo")).lines().filter(line -> line.split(" ")[4].equals("/")).findFirst().orElse("");
            boolean held = facts.stream().allMatch(fact -> switch (fact.substring(0, 3)) {
                        case "Uid" -> fact.equals("Uid: " + (user.split(":")[0] + " ").repeat(4).strip());
                        case "Cap" -> fact.endsWith(" 0000000000000000");
                        default -> fact.equals("NoNewPrivs: 1");
                    })
                    && facts.size() == 4
                    && root.split(" ")[5].startsWith("ro");
            if (!held) {
                throw new Unmet("the kernel says " + facts + " " + root);
            }
            return "; the kernel says: uid " + user.split(":")[0] + ", no capability, root read-only";
        } catch (IOException e) {
            return "";
        }
    }

    private static String quoted(String text) {
        String plain = text.strip().replaceAll("[\\r\\n]+", " / ").replaceAll("[^\\x20-\\x7e]", "?").replace("|", "\\|");
        return "`" + (plain.length() > WORDS ? plain.substring(plain.length() - WORDS) : plain) + "`";
    }

    private static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new Unmet("docker " + arguments[0] + " ended with " + process.exitValue() + ": " + quoted(said));
            }
            return said;
        } catch (IOException | InterruptedException e) {
            throw new Unmet("docker: " + e);
        }
    }

    private static String attempt(String... arguments) {
        try {
            return docker(arguments);
        } catch (Unmet e) {
            return "";
        }
    }

    private void clean() {
        attempt("rm", "--force", run);
        attempt("network", "rm", run);
    }
}
