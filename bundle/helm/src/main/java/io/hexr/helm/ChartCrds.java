package io.hexr.helm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The kinds of objects that a chart defines. Helm makes them once and never again, so whoever installs applies them beside Helm. */
public final class ChartCrds {
    private static final Pattern FILE = Pattern.compile("(charts/[a-z0-9-]+/)*crds/.+\\.ya?ml");

    private ChartCrds() {}

    /** Those of a packed chart and of the charts inside it, in the order of their files. */
    public static List<ObjectNode> of(Path chart) {
        List<ObjectNode> crds = new ArrayList<>();
        ChartFiles.packed(chart, path -> FILE.matcher(path).matches())
                .forEach((path, text) -> crds.addAll(Documents.readAll(chart + " " + path, text)));
        for (ObjectNode crd : crds) {
            if (!crd.path("kind").asText().equals("CustomResourceDefinition")) {
                throw new HelmException.ChartInvalid(
                        chart, "holds a " + crd.path("kind").asText() + " where only CRDs belong");
            }
        }
        return crds;
    }
}
