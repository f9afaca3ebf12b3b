package io.hexr.install;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is to be on the cluster: a verified release, rendered for it.
 *
 * @param namespaces each with the labels it must bear
 * @param pieces everything the chart installs, namespaces and CRDs not among them
 * @param pullSecrets the names under which pods look for credentials
 * @param imageBytes of all images together, as they travel
 */
public record Wanted(
        ReleaseName release,
        String registry,
        Target target,
        ChartName chart,
        String valuesDigest,
        SortedMap<String, SortedMap<String, String>> namespaces,
        List<Piece> crds,
        List<Piece> pieces,
        List<String> pullSecrets,
        long imageBytes) {
    /** Kubernetes below this lacks admission policies and native sidecars. */
    public static final String KUBERNETES_FLOOR = "v1.30";

    /** The release in Helm's sense, and the namespace of its records. */
    public record Target(String name, String namespace) {}

    /**
     * Which release, by its signed list of contents.
     *
     * @param dataDates how old data is that it carries, such as that on vulnerabilities
     */
    public record ReleaseName(
            String name, String version, long sequence, String digest, SortedMap<String, String> dataDates) {
        public ReleaseName {
            dataDates = new TreeMap<>(dataDates);
        }

        public String title() {
            return name + " " + version;
        }
    }

    public record ChartName(String name, String version, String digest, long size) {}

    public Wanted {
        namespaces = new TreeMap<>(namespaces);
        crds = List.copyOf(crds);
        pieces = List.copyOf(pieces);
        pullSecrets = List.copyOf(pullSecrets);
    }

    /** A volume that has to be made. */
    record Volume(Piece owner, String storageClass, long bytes) {}

    /** What one namespace will hold. */
    SortedMap<String, Facts.Load> loads(int nodes) {
        SortedMap<String, Facts.Load> loads = new TreeMap<>();
        for (Piece piece : pieces) {
            Facts.Load load = Workloads.load(piece).times(Workloads.count(piece, nodes));
            loads.merge(piece.namespace(), load, Facts.Load::plus);
        }
        loads.values().removeIf(Facts.Load.NONE::equals);
        return loads;
    }

    /** Of what is installed, what Helm takes away once this is applied: what this has no more, unless it asks to be kept. */
    public List<Piece> leftOver(List<Piece> installed) {
        Set<String> titles = new HashSet<>(pieces.stream().map(Piece::title).toList());
        return installed.stream()
                .filter(piece -> !titles.contains(piece.title()) && !piece.isKept())
                .toList();
    }

    List<Volume> volumes() {
        return pieces.stream()
                .flatMap(piece -> Workloads.volumes(piece).stream())
                .toList();
    }

    /** Digests of the images its pods name. */
    public SortedSet<String> images() {
        SortedSet<String> digests = new TreeSet<>();
        for (Piece piece : pieces) {
            for (String list : List.of("initContainers", "containers")) {
                piece.pod().path(list).forEach(container -> {
                    String image = container.path("image").asText();
                    int at = image.indexOf("@sha256:");
                    if (at >= 0) {
                        digests.add(image.substring(at + 1));
                    }
                });
            }
        }
        return digests;
    }

    SortedSet<String> runtimeClasses() {
        SortedSet<String> names = new TreeSet<>();
        pieces.forEach(piece -> {
            String name = piece.pod().path("runtimeClassName").asText();
            if (!name.isEmpty()) {
                names.add(name);
            }
        });
        return names;
    }
}
