package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Both sides of the gap: a connected machine with the vendor's release, and a severed site whose bastion holds the unpacked distribution, what was carried and
 * a kubeconfig. Commands are typed by a person into a shell there; no class of the product runs in a test.
 */
final class Place implements AutoCloseable {
    private static final Duration PREPARING = Duration.ofMinutes(40);
    private static final Duration STEP = Duration.ofMinutes(15);
    private static final Path TARGET = Script.FOLDER.resolve("target");
    private static final Path CONNECTED = TARGET.resolve("connected");
    private static final Path VENDOR = TARGET.resolve("vendor");
    private static final String NAME = "scenarios";
    private static final String NETWORK = "172.31.80";
    private static final Path MEDIA = TARGET.resolve("media");
    private static final String WORK =
            "mkdir -p \"$HOME/airgap\"; cd \"$HOME/airgap\"; export PATH=/opt/hexr/bin:/opt/tools:$PATH KUBECONFIG=\"$HOME/.kube/config\"";

    private final Vendor vendor;
    private final Site site;

    private Place(Vendor vendor, Site site) {
        this.vendor = vendor;
        this.site = site;
    }

    static Place ready() {
        // what an earlier run saw is not of this one, and a site it left holds folders that are about to be made anew
        empty(Evidence.FOLDER);
        Site.down(NAME, NETWORK);
        Vendor vendor = Vendor.prepared(VENDOR, PREPARING);
        empty(CONNECTED);
        empty(MEDIA);
        Site site = Site.up(
                NAME,
                NETWORK,
                "--distribution",
                vendor.folder("hexr"),
                "--media",
                MEDIA.toString(),
                "--tools",
                vendor.folder("tools"));
        return new Place(vendor, site);
    }

    Vendor vendor() {
        return vendor;
    }

    /** The report of the site, written anew: what it is made of and whether it has stayed severed. */
    Script.Outcome report() {
        return site.status();
    }

    /** The requests the site's registry was sent about a project, as its own log has them. */
    List<String> requests(String project) {
        return site.log("registry")
                .lines()
                .filter(line -> line.contains("/v2/" + project + "/"))
                .toList();
    }

    /** Without the folders of the machine that tests: evidence is for other people. */
    static String withoutPaths(String text) {
        return text.replace(CONNECTED.toString(), "~")
                .replace(VENDOR.toString(), "/vendor")
                .replace(Script.FOLDER.toString(), "airgap-tests");
    }

    /** Types a command on the connected machine, in the bastion or, for what a site's people do to the node, at kube. */
    Script.Outcome type(String where, String command) {
        return switch (where) {
            case "connected" ->
                Script.attempt(
                        STEP,
                        Map.of(
                                "HOME", CONNECTED.toString(),
                                "XDG_CONFIG_HOME", CONNECTED.resolve("config").toString(),
                                "HEXR_FROM", vendor.folder("release"),
                                "FINGERPRINT", vendor.fingerprint()),
                        "/bin/bash",
                        "-ec",
                        "cd '" + CONNECTED + "'; PATH=" + vendor.folder("hexr") + "/bin:$PATH; " + command);
            case "kube" -> site.attempt(STEP, "kube", "sh", "-ec", command);
            default ->
                site.attempt(
                        STEP, "bastion", "sh", "-ec", WORK + " FINGERPRINT='" + vendor.fingerprint() + "'; " + command);
        };
    }

    /** Anything but success fails the test. */
    String must(String where, String command) {
        Script.Outcome outcome = type(where, command);
        if (outcome.status() != 0) {
            throw new AssertionError(where + "$ " + command + "\n" + outcome.text());
        }
        return outcome.output();
    }

    void write(String file, String text) {
        must("bastion", "cat >" + file + " <<'END-OF-FILE'\n" + text + "END-OF-FILE");
    }

    /** Carries the parts, but for the largest, which is lost on the way, and the vendor's key. @return the lost one */
    String carry() {
        empty(MEDIA);
        Path parts = CONNECTED.resolve("parts");
        try (Stream<Path> all = Files.list(parts)) {
            List<Path> files = all.sorted(
                            Comparator.comparingLong(Place::size).reversed().thenComparing(Comparator.naturalOrder()))
                    .toList();
            Files.createDirectory(MEDIA.resolve("parts"));
            for (Path file : files.subList(1, files.size())) {
                copy(file, MEDIA.resolve("parts"));
            }
            copy(CONNECTED.resolve("release.pub"), MEDIA);
            return files.getFirst().getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException("carrying " + parts, e);
        }
    }

    private static void copy(Path file, Path folder) {
        try {
            Files.copy(file, folder.resolve(file.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("copying " + file + " to " + folder, e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("asking for " + file, e);
        }
    }

    /** As before anybody came: nothing of ours in the cluster, in the bastion only what the site gives its people. */
    void clear() {
        empty(CONNECTED);
        copy(Path.of(vendor.folder("release.pub")), CONNECTED);
        clearCluster();
        must(
                "bastion",
                "rm -rf ../* ../.docker ../.config ../.local ../.cache; mkdir ../airgap;"
                        + " cp /site/ca.crt /site/registry.password ../airgap/");
    }

    void clearCluster() {
        must(
                "bastion",
                "kubectl delete namespaces hexr-system hexr-observability --ignore-not-found --timeout=3m;"
                        + " kubectl delete clusterroles,clusterrolebindings -l app.kubernetes.io/part-of=hexr --ignore-not-found;"
                        + " kubectl wait --for=delete persistentvolumes --all --timeout=1m");
        // an image the node has under its name is asked of nobody; its layers stay, so the next pull is a short one
        must(
                "kube",
                "ctr='ctr --address /run/k3s/containerd/containerd.sock -n k8s.io'; kept=$($ctr images ls -q | grep '^registry\\.internal\\.example\\.com/' || :);"
                        + " [ -z \"$kept\" ] || $ctr images rm --sync $kept >/dev/null");
    }

    private static void empty(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        // the folder itself may be mounted somewhere
                        if (!path.equals(folder)) {
                            Files.delete(path);
                        }
                    }
                }
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("emptying " + folder, e);
        }
    }

    @Override
    public void close() {
        site.close();
    }
}
