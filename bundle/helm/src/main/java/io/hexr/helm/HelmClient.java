package io.hexr.helm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.UpgradeCommand;
import com.marcnuri.helm.jni.HelmLib;

/**
 * Helm at work on a cluster. It installs or upgrades and returns when the API server has every object: it waits for none, and a failure uninstalls nothing and
 * rolls nothing back.
 */
public final class HelmClient {
    private final HelmLib library;

    private HelmClient(HelmLib library) {
        this.library = library;
    }

    /** As {@link Helm#load}. */
    public static HelmClient load(Path folder) {
        return new HelmClient(
                NativeHelm.load(folder, System.getProperty("os.name", ""), System.getProperty("os.arch", "")));
    }

    /**
     * Installs the release, or upgrades it where it is there.
     *
     * @param chart packed
     * @param kubeconfig its content: one context, with credentials
     * @param folder of this user alone, for what Helm reads from files; whoever made it clears it
     * @throws HelmException.ApplyFailed with Helm's words
     */
    public void apply(Path chart, Helm.Target target, JsonNode values, String kubeconfig, Path folder) {
        try {
            Path file = folder.resolve("values.json");
            // the library takes a kubeconfig as text and then, when it upgrades, goes to the cluster of the user's own
            // file instead: never as text
            Path access = folder.resolve("kubeconfig.json");
            try {
                write(file, values.toString());
                write(access, kubeconfig);
                new UpgradeCommand(library, chart)
                        .install()
                        .skipCrds()
                        // what the release does not say comes from its chart, never from an earlier installation
                        .resetValues()
                        .withName(target.release())
                        .withNamespace(target.namespace())
                        .withValuesFile(file)
                        .withKubeConfig(access)
                        .call();
            } finally {
                Files.deleteIfExists(access);
                Files.deleteIfExists(file);
            }
        } catch (IllegalStateException e) {
            throw new HelmException.ApplyFailed(
                    target.namespace() + "/" + target.release(),
                    String.valueOf(e.getMessage()).strip());
        } catch (IOException e) {
            throw new HelmException.FileFailed(chart, "the values for it could not be handed to Helm", e);
        }
    }

    /** Only this user may read it. */
    private static void write(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }
}
