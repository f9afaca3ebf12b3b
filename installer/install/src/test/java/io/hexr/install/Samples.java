package io.hexr.install;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.StrictJson;

/** A cluster that is fit for a small release, and that release; tests change one thing about it. */
final class Samples {
    static final String HOME = "hexr-system";
    static final Wanted.Target TARGET = new Wanted.Target("hexr-runtime", HOME);
    static final long GIB = 1L << 30;

    private Samples() {}

    static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 1 << 16, "a sample");
    }

    static Piece deployment(String name, int replicas, String cpu, String memory) {
        return Piece.of(json("""
                {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'%s','namespace':'%s'},
                 'spec':{'replicas':%d,'template':{'spec':{'containers':[
                   {'name':'one','resources':{'requests':{'cpu':'%s','memory':'%s'}}}]}}}}
                """.formatted(name, HOME, replicas, cpu, memory)), HOME);
    }

    static Piece crd(String... versions) {
        List<String> all = new ArrayList<>();
        for (String version : versions) {
            all.add("{'name':'" + version + "','served':true,'storage':true}");
        }
        return Piece.of(json("""
                {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
                 'metadata':{'name':'widgets.test.hexr.io'},'spec':{'versions':[%s]}}
                """.formatted(String.join(",", all))), HOME);
    }

    static Piece volume(String storageClass, String size) {
        return Piece.of(
                json("""
                {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'data','namespace':'%s'},
                 'spec':{%s'resources':{'requests':{'storage':'%s'}}}}
                """.formatted(
                        HOME, storageClass.isEmpty() ? "" : "'storageClassName':'" + storageClass + "',", size)),
                HOME);
    }

    static Wanted wanted(Piece... pieces) {
        return wanted(List.of(), List.of(pieces));
    }

    static Wanted wanted(List<Piece> crds, List<Piece> pieces) {
        SortedMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
        namespaces.put(HOME, new TreeMap<>(Map.of("pod-security.kubernetes.io/enforce", "restricted")));
        return new Wanted(
                new Wanted.ReleaseName("hexr", "0.8.0", 1, "sha256:" + "c".repeat(64), new TreeMap<>()),
                "registry.site/hexr",
                TARGET,
                new Wanted.ChartName("hexr-runtime", "0.8.0", "sha256:" + "d".repeat(64), 9000),
                "sha256:" + "e".repeat(64),
                namespaces,
                crds,
                pieces,
                List.of("hexr-registry"),
                GIB);
    }

    static Facts.Node node(String name) {
        return node(name, true, true, -4);
    }

    static Facts.Node node(String name, boolean ready, boolean schedulable, long secondsAhead) {
        return new Facts.Node(
                name,
                ready,
                schedulable,
                new Facts.Load(4000, 8 * GIB, 110),
                100 * GIB,
                "linux/amd64",
                "containerd://2.2.9",
                OptionalLong.of(secondsAhead),
                List.of());
    }

    /** Facts of a good cluster without the release, in parts that a test replaces. */
    static final class Site {
        Facts.Api api = new Facts.Api("https://api.site:6443", "v1.34.4", OptionalLong.of(0));
        Fact<List<Facts.Node>> nodes = Fact.known(List.of(node("a"), node("b")));
        Fact<Facts.Pods> pods = Fact.known(new Facts.Pods(Map.of(), Map.of()));
        Fact<List<Facts.StorageClass>> classes = Fact.known(List.of(new Facts.StorageClass("local", true)));
        Fact<Set<String>> runtimes = Fact.known(Set.of());
        Fact<Boolean> podSecurity = Fact.known(true);
        Fact<List<Facts.Crd>> crds = Fact.known(List.of());
        Fact<List<Facts.HelmRevision>> helm = Fact.known(List.of());
        Fact<Optional<Inspection.Deployed>> deployed = Fact.known(Optional.empty());
        final SortedMap<String, Fact<Optional<Facts.Namespace>>> namespaces =
                new TreeMap<>(Map.of(HOME, Fact.known(Optional.empty())));
        Fact<List<Facts.Quota>> quotas = Fact.known(List.of());
        final Map<Right, Fact<Boolean>> rights = new HashMap<>();
        Fact<Optional<JournalPage>> journal = Fact.known(Optional.empty());

        /** May do all that installing takes. */
        Site mayInstall(Wanted wanted) {
            Cluster.Inquiry.about(wanted, List.of()).rights().forEach(right -> rights.put(right, Fact.known(true)));
            return this;
        }

        Site namespace(String phase, Map<String, String> labels) {
            namespaces.put(
                    HOME,
                    Fact.known(Optional.of(new Facts.Namespace(
                            HOME, phase, new TreeMap<>(labels), Optional.of("a volume holds it")))));
            return this;
        }

        Facts facts() {
            return new Facts(
                    api,
                    nodes,
                    pods,
                    classes,
                    runtimes,
                    podSecurity,
                    crds,
                    helm,
                    deployed,
                    namespaces,
                    quotas,
                    rights,
                    journal);
        }
    }

    static JournalPage page(Wanted wanted, String doing, String finished) {
        return new JournalPage(
                JournalPage.SCHEMA,
                "hexr",
                "0.8.0",
                1,
                wanted.release().digest(),
                new TreeMap<>(),
                "me",
                wanted.registry(),
                wanted.chart().digest(),
                wanted.valuesDigest(),
                "sha256:" + "f".repeat(64),
                "host/1/2",
                doing,
                0,
                3,
                new TreeMap<>(),
                List.of(HOME),
                List.of(),
                "2026-11-21T12:00:00Z",
                finished);
    }

    static Difference nothing() {
        return new Difference(List.of(), List.of(), Map.of(), Map.of(), Map.of());
    }
}
