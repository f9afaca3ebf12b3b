package io.hexr.helm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.jni.HelmLib;

/** Helm inside this process: lints and renders charts that lie in the file system. Opens no connection and asks no cluster. */
public final class Helm {
    private final HelmLib library;

    private Helm(HelmLib library) {
        this.library = library;
    }

    /**
     * Helm from a folder that holds its native code.
     *
     * @throws HelmException.HostUnsupported on anything but Linux on x86-64
     * @throws HelmException.LibraryMissing where the folder lacks the code
     * @throws HelmException.LibraryUnusable where this host cannot load it
     */
    public static Helm load(Path folder) {
        return new Helm(NativeHelm.load(folder, System.getProperty("os.name", ""), System.getProperty("os.arch", "")));
    }

    /** What the release is called, where it goes, and which Kubernetes it is for ({@code 1.30.0}). */
    public record Target(String release, String namespace, String kubernetes) {}

    /** What Helm finds wrong with a chart, warnings included; empty where it is clean. */
    public List<String> lint(Path chart) {
        try {
            LintResult result = new LintCommand(library, chart).strict().call();
            return result.getMessages().stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith("[WARNING]") || line.startsWith("[ERROR]"))
                    .toList();
        } catch (IllegalStateException e) {
            throw new HelmException.ChartInvalid(chart, words(e));
        }
    }

    /**
     * The manifests of a chart as Helm prints them: a folder or a packed chart, with these values over its own.
     *
     * @throws HelmException.RenderFailed where the values do not fit the chart's schema, or a template refuses them
     */
    public String template(Path chart, Target target, JsonNode values) {
        try {
            Path file = Files.createTempFile("hexr-values", ".json");
            try {
                Files.writeString(file, values.toString(), StandardCharsets.UTF_8);
                return new TemplateCommand(library, chart)
                        .withName(target.release())
                        .withNamespace(target.namespace())
                        .withKubeVersion(target.kubernetes())
                        .withValuesFile(file)
                        .call();
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IllegalStateException e) {
            throw new HelmException.RenderFailed(chart, words(e));
        } catch (IOException e) {
            throw new HelmException.FileFailed(chart, "the values for it could not be handed to Helm", e);
        }
    }

    private static String words(IllegalStateException failure) {
        return String.valueOf(failure.getMessage()).strip();
    }
}
