package io.hexr.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpServer;
import io.hexr.console.ExitStatus;
import io.hexr.format.Artifact;
import io.hexr.format.SampleRelease;
import io.hexr.oci.Manifest;
import io.hexr.registry.ClientSettings;
import io.hexr.registry.EgressPolicy;
import io.hexr.registry.HostPort;
import io.hexr.registry.HostSettings;
import io.hexr.registry.Htpasswd;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.RegistryStore;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.StoreFolder;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class PushCommandsIT {
    /** bcrypt of the word right. */
    private static final String RIGHT = "$2a$05$81CGrt97DPUYPNZouTHJReoNaiRb3cdQ4D0HvNjR7yUrq05ueuZGy";

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(21);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Path bundle = Path.of("");

    @BeforeEach
    void write() {
        bundle = sample.write(folder.resolve("hexr-bundle.tar.gz"));
        TrustPolicy.update(folder.resolve("trust.json"), none -> sample.trust().policy());
    }

    /** A server for the length of one test. */
    private final class Site implements AutoCloseable {
        private final StoreFolder store = StoreFolder.open(folder.resolve("store"));
        private final RegistryServer server;

        Site(UnaryOperator<ServerOptions> options) {
            server = RegistryServer.start(
                    store, options.apply(ServerOptions.loopback(0).with(line -> asked.add(line.method()))));
        }

        HostPort at() {
            return new HostPort("127.0.0.1", server.address().getPort());
        }

        String registry() {
            return at() + "/site/hexr";
        }

        @Override
        public void close() {
            server.close();
            store.close();
        }
    }

    private InProcess push(String registry, String... more) {
        List<String> arguments = new ArrayList<>(List.of("bundle", "push", bundle.toString(), "--registry", registry));
        arguments.addAll(List.of("--trust", folder.resolve("trust.json").toString()));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }

    @Test
    void aPushSaysWhatCameOfItAndTheNextOneThatNothingIsLeft() throws IOException {
        Path values = folder.resolve("images.yaml");
        Path egress = folder.resolve("egress.json");
        try (Site site = new Site(options -> options)) {
            InProcess first = push(
                    "http://" + site.registry() + "/",
                    "--plain-http",
                    "--output",
                    "json",
                    "--values-out",
                    values.toString(),
                    "--egress-report",
                    egress.toString());

            assertThat(first.status()).as(first.err()).isEqualTo(ExitStatus.DONE);
            assertThat(first.out())
                    .contains(
                            "hexr.io/bundle-push/v1", "\"complete\": true", site.registry() + "/hexr-release:0.8.0\"");
            assertThat(first.err()).contains("delivered: core", "delivered: edge");
            Artifact image = sample.contents().artifacts().getFirst();
            assertThat(first.out()).contains("\"" + image.content().digest() + "\"");
            assertThat(values)
                    .content()
                    .contains("registry: \"" + site.registry() + "\"", "\"auto-registrar\":")
                    .contains("digest: \"" + image.content().digest() + "\"");
            assertThat(egress).content().contains("hexr.io/egress-report/v1", "\"" + site.at() + "\"");

            InProcess again = push(site.registry(), "--plain-http");

            assertThat(again.status()).isEqualTo(ExitStatus.DONE);
            assertThat(again.out()).contains("everything was there", "0 B");
            assertThat(again.out())
                    .as("a line for people holds name and digest")
                    .contains("sha256:" + image.content().digest().hex().substring(0, 12))
                    .doesNotContain(image.content().digest().hex());
        }
    }

    @Test
    void onceANewerReleaseWasPushedAnOlderOneDoesNotPass() {
        Path older = bundle;
        Path newer = sample.successor("0.8.1", 8).write(folder.resolve("newer.tar.gz"));
        try (Site site = new Site(options -> options)) {
            bundle = newer;
            assertThat(push(site.registry(), "--plain-http", "--plan").status()).isEqualTo(ExitStatus.DONE);
            bundle = older;
            assertThat(push(site.registry(), "--plain-http").status())
                    .as("a plan accepts nothing")
                    .isEqualTo(ExitStatus.DONE);
            bundle = newer;
            assertThat(push(site.registry(), "--plain-http").status()).isEqualTo(ExitStatus.DONE);
            bundle = older;
            InProcess late = push(site.registry(), "--plain-http");

            assertThat(late.status()).as(late.err()).isEqualTo(ExitStatus.TRUST_REFUSED);
        }
    }

    @Test
    void aMistypedGroupMakesNoEmptyScript() {
        Path script = folder.resolve("load-and-push.sh");

        InProcess run = push("registry.site:5000/hexr", "--groups", "cor", "--script", script.toString());

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(script).doesNotExist();
    }

    @Test
    void aPushIsRecordedWhereTheBundleLies() {
        Path key = folder.resolve("me.key");
        InProcess.run("key", "generate", "--unencrypted", key.toString());
        try (Site site = new Site(options -> options)) {
            InProcess done = push(site.registry(), "--plain-http", "--custody-key", key.toString(), "--who", "J. Doe");

            assertThat(done.status()).as(done.err()).isEqualTo(ExitStatus.DONE);
            assertThat(folder.resolve("hexr-bundle.tar.gz.custody.jsonl"))
                    .content()
                    .contains("pushed", "J. Doe", site.registry() + ", in clear text");
            assertThat(push(site.registry(), "--plain-http").out()).contains("not recorded: no custody key");
        }
    }

    @Test
    void aPlanNamesEverythingAndWritesNothing() {
        try (Site site = new Site(options -> options)) {
            InProcess plan = push(site.registry(), "--plain-http", "--plan");

            assertThat(plan.status()).isEqualTo(ExitStatus.DONE);
            assertThat(plan.out())
                    .contains("to send", "to mount", "1 Gbit/s")
                    .contains(site.registry() + "/charts/hexr-runtime:0.8.0", "/hexr-release:0.8.0.edge");
            assertThat(asked).containsOnly("HEAD");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ftp://registry.site, address-malformed, 3, the scheme is https or http",
                "registry.site/hexr:1.0, address-malformed, 3, leave out the tag",
                "user:secret@registry.site, address-malformed, 3, credentials do not belong in the address",
                "registry.site/v2/, address-malformed, 3, leave out /v2",
                "registry.site/UPPER, address-malformed, 3, lower-case",
                "fd00::1:5000, address-malformed, 3, brackets",
                "http://registry.site:5000, plain-http-refused, 7, plain HTTP",
                "[::1]:1/deep/er/path/, registry-unreachable, 7, nothing listens there",
            })
    void anAddressThatCannotBeMeantIsExplained(String registry, String code, int exit, String words) {
        InProcess refused = push(registry);

        assertThat(refused.status().code()).isEqualTo(exit);
        assertThat(refused.err()).contains("code: " + code, words).doesNotContain("secret");
    }

    @Test
    void wrongAndMissingCredentialsAreToldApart() throws IOException {
        Path users = folder.resolve("users");
        Files.writeString(users, "pusher:" + RIGHT + "\n");
        try (Site site = new Site(options -> options.with(Htpasswd.read(users)))) {
            InProcess missing = push(site.registry(), "--plain-http");
            assertThat(missing.status()).isEqualTo(ExitStatus.REGISTRY);
            assertThat(missing.err()).contains("credentials are needed", "docker login");

            InProcess wrong = push(site.registry(), "--plain-http", "--registry-config", login(site, "wrong"));
            assertThat(wrong.status()).isEqualTo(ExitStatus.REGISTRY);
            assertThat(wrong.err())
                    .contains("the credentials of pusher are refused")
                    .doesNotContain("wrong\"");

            InProcess right = push(site.registry(), "--plain-http", "--registry-config", login(site, "right"));
            assertThat(right.status()).as(right.err()).isEqualTo(ExitStatus.DONE);
        }
    }

    private String login(Site site, String password) throws IOException {
        String pair = Base64.getEncoder().encodeToString(("pusher:" + password).getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve(password + ".json");
        Files.writeString(file, "{\"auths\":{\"" + site.at() + "\":{\"auth\":\"" + pair + "\"}}}");
        return file.toString();
    }

    @Test
    void noRequestIsMadeForABundleThatWasChangedBeforeItsFirstBlob() throws IOException {
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[2000] ^= 1;
        Files.write(bundle, bytes);
        try (Site site = new Site(options -> options)) {
            InProcess refused = push(site.registry(), "--plain-http");

            assertThat(refused.status()).isIn(ExitStatus.BUNDLE_UNREADABLE, ExitStatus.TRUST_REFUSED);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void optionsThatContradictEachOtherAreRefusedBeforeAnythingIsRead() {
        assertThat(push("registry.site", "--username", "me").err()).contains("--password-stdin");
        assertThat(push("registry.site", "--cert-file", "a.pem").err()).contains("--key-file");
        assertThat(push("https://registry.site", "--plain-http").err()).contains("contradict");
        InProcess nothing = InProcess.run(
                "bundle",
                "push",
                "--registry",
                "registry.site",
                "--trust",
                folder.resolve("trust.json").toString());
        assertThat(nothing.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(nothing.err()).contains("no bundle was named");
    }

    @Test
    void theScriptForDockerNamesEachImageAndNothingIsPushed() {
        Path script = folder.resolve("load-and-push.sh");
        InProcess written = push("registry.site:5000/hexr", "--script", script.toString());

        assertThat(written.status()).isEqualTo(ExitStatus.DONE);
        assertThat(script)
                .content()
                .startsWith("#!/bin/sh\n")
                .contains("push 'hexr-auto-registrar:v1.2.0' 'auto-registrar:v1.2.0'")
                .doesNotContain("latest");

        Path some = folder.resolve("some.sh");
        push("registry.site:5000/hexr", "--plain-http", "--groups", "edge", "--script", some.toString());
        assertThat(some)
                .content()
                .contains(
                        "#   hexr bundle lock BUNDLE --from-registry registry.site:5000/hexr --groups edge --plain-http");
    }

    @Test
    void aLockSaysWhatIsReallyThereAndRefusesAnotherImage() {
        try (Site site = new Site(options -> options);
                RegistryClient client = client(site.at())) {
            push(site.registry(), "--plain-http");
            Artifact image = sample.contents().artifacts().getFirst();
            RegistryStore store = client.store(new RegistryAddress(site.at(), false, "site/hexr"), image.pushName());
            Manifest signed = store.manifest(image.content());
            // as docker writes it: the same image in other words
            Manifest rewritten = Manifest.parse(
                    signed.descriptor().mediaType(),
                    (new String(signed.bytes(), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
            store.tag(image.tags().getFirst(), rewritten);

            InProcess lock = lock(site);
            assertThat(lock.status()).as(lock.err()).isEqualTo(ExitStatus.DONE);
            assertThat(lock.out())
                    .contains(rewritten.descriptor().digest().toString())
                    .doesNotContain(signed.descriptor().digest().toString());

            Artifact other = sample.contents().artifacts().get(1);
            store.untag(image.tags().getFirst());
            RegistryStore others = client.store(new RegistryAddress(site.at(), false, "site/hexr"), other.pushName());
            others.untag(other.tags().getFirst());
            InProcess refused = lock(site);
            assertThat(refused.status()).isEqualTo(ExitStatus.REGISTRY);
            assertThat(refused.err()).contains("code: images-differ", other.pushName() + ":v1.2.1 is not there");
        }
    }

    private InProcess lock(Site site) {
        return InProcess.run(
                "bundle",
                "lock",
                bundle.toString(),
                "--from-registry",
                site.registry(),
                "--plain-http",
                "--trust",
                folder.resolve("trust.json").toString());
    }

    private static RegistryClient client(HostPort at) {
        return RegistryClient.open(
                ClientSettings.within(EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY))
                        .with(at, HostSettings.USUAL.overPlainHttp()));
    }

    private String command(Site site) {
        return "bundle push '" + bundle + "' --registry " + site.registry() + " --plain-http --trust '"
                + folder.resolve("trust.json") + "'";
    }

    /** As a person does: what follows the word next, pasted, with the launcher for the name. */
    private static String pasted(String err) {
        String line = err.lines()
                .map(String::strip)
                .filter(each -> each.startsWith("next: hexr "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(err));
        return line.substring("next: hexr ".length());
    }

    @Test
    void interruptedItPrintsACommandThatContinuesWhenItIsPastedAndRecordsWhatItWasToldTo() throws IOException {
        Path key = folder.resolve("the officer's.key");
        InProcess.run("key", "generate", "--unencrypted", key.toString());
        Map<String, String> home = Map.of("HOME", folder.toString());
        Path log = folder.resolve("log of $HOME.jsonl");
        try (Site site = new Site(options -> options)) {
            String pasted;
            String custody =
                    " --custody-key \"" + key + "\" --who 'J. Doe' --host-role 'gate; host' --medium 'disc \"7\"'"
                            + " --remark 'seal `broken`' --remark $'it\\'s late' --custody-log '" + log + "'";
            try (Child child = Child.hexr(home, command(site) + " --rate 20KB" + custody)) {
                child.err().await("what it has: done");
                child.signal("INT");
                assertThat(child.exit()).isEqualTo(130);
                assertThat(child.err().text()).contains("--rate 20000B", "(exit 130)");
                pasted = pasted(child.err().text());
            }
            assertThat(log).doesNotExist();
            try (Child child = Child.hexr(home, pasted.replace("--rate 20000B", ""))) {
                assertThat(child.exit()).as(child.err().text()).isZero();
            }
            assertThat(log)
                    .content()
                    .contains("J. Doe", "gate; host", "disc \\\"7\\\"", "seal `broken`", "it's late", "pushed");
        }
    }

    @Test
    void stoppedPartWayItPrintsTheCommandThatContinues() throws IOException {
        HttpServer busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        busy.createContext("/", exchange -> {
            boolean upload = exchange.getRequestMethod().equals("POST");
            exchange.getResponseHeaders().set("Retry-After", "3600");
            exchange.sendResponseHeaders(upload ? 503 : 404, -1);
            exchange.close();
        });
        busy.start();
        try {
            String registry = "127.0.0.1:" + busy.getAddress().getPort() + "/site/hexr";

            InProcess stopped = push(registry, "--plain-http", "--who", "J. Doe");

            assertThat(stopped.status()).as(stopped.err()).isEqualTo(ExitStatus.RESUMABLE);
            assertThat(pasted(stopped.err()))
                    .startsWith("bundle push ")
                    .contains("--registry " + registry, "--plain-http", "--who 'J. Doe'");
        } finally {
            busy.stop(0);
        }
    }
}
