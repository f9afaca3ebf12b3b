package io.hexr.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.hexr.install.Clearance;
import io.hexr.install.OwnKinds;
import io.hexr.install.PullSecret;
import io.hexr.install.Remain;
import io.hexr.install.RemovalPlan;
import io.hexr.install.Step;
import io.hexr.install.Wanted;
import io.hexr.oci.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What an uninstallation takes for its own, and what it leaves because nobody can show it to be: by what an API server says. */
final class ClearanceIT {
    private static final String HOME = "/api/v1/namespaces/hexr-system";
    private static final String LISTS =
            ".*/(secrets|configmaps|persistentvolumeclaims|ingresses|deployments|pods|namespaces|customresourcedefinitions)";
    private static final String KINDS = """
            {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"%s"},"versions":[{"version":"v1","freshness":"%s",
             "resources":[{"resource":"%s","responseKind":{"kind":"%s"},"scope":"Namespaced","verbs":["get","list"]}]}]}]}
            """;

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, PretendApiServer.Answer> there = new HashMap<>();

    ClearanceIT() {
        put("/api", KINDS.formatted("", "Current", "configmaps", "ConfigMap"));
        put("/apis", KINDS.formatted("networking.k8s.io", "Current", "ingresses", "Ingress"));
        String home = object("hexr-system", "'labels':{'hexr.io/created-for':'hexr-system'}");
        put(HOME, home);
        put("/api/v1/namespaces", list(home));
    }

    private void put(String path, String json) {
        there.put(path, new PretendApiServer.Answer(200, json));
    }

    private static String object(String name, String metadata) {
        return "{'metadata':{'name':'%s','namespace':'hexr-system','uid':'uid-%s',%s}}"
                .formatted(name, name, metadata)
                .replace('\'', '"');
    }

    private static String list(String... objects) {
        return "{\"items\":[" + String.join(",", objects) + "]}";
    }

    private PretendApiServer.Answer answer(String request) {
        String uri = request.substring(request.indexOf(' ') + 1);
        String path = uri.replaceFirst("\\?.*", "");
        PretendApiServer.Answer known = there.getOrDefault(uri, there.get(path));
        if (known != null) {
            return known;
        }
        return path.matches(LISTS)
                ? new PretendApiServer.Answer(200, list())
                : PretendApiServer.Answer.status(404, "NotFound", "not found");
    }

    private interface Use {
        void of(KubernetesCluster cluster, Clearance clearance, PretendApiServer server);
    }

    private void with(Use use) throws IOException {
        try (PretendApiServer server = new PretendApiServer(this::answer);
                KubernetesCluster cluster = KubernetesCluster.open(server.kubeconfig(folder))) {
            use.of(cluster, cluster.clearance(new Wanted.Target("hexr-runtime", "hexr-system")), server);
        }
    }

    private static List<String> strangers(Clearance clearance) {
        return clearance.remains().all().stream()
                .filter(one -> one.sort() == Remain.Sort.STRANGER || one.sort() == Remain.Sort.UNSEEN)
                .map(Remain::title)
                .toList();
    }

    private static void assertHomeStays(Clearance clearance, String reason) {
        for (RemovalPlan.Fate data : RemovalPlan.Fate.values()) {
            assertThat(RemovalPlan.of(clearance.remains(), data).kept())
                    .filteredOn(one -> one.object().title().equals("Namespace hexr-system"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.reason()).contains(reason));
        }
    }

    /** Not even Helm's records are left, as after a first removal. */
    @Test
    void foreignObjectsOfAnyKindKeepTheNamespace() throws IOException {
        put(HOME + "/configmaps", list(object("theirs", "'labels':{}"), object("kube-root-ca.crt", "'labels':{}")));
        put(
                "/apis/networking.k8s.io/v1/namespaces/hexr-system/ingresses",
                list(
                        object("gate", "'labels':{}"),
                        object("made", "'ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap','uid':'x'}]"),
                        object("operated", "'ownerReferences':[{'apiVersion':'v1','kind':'Node','uid':'x'}]")));
        with((cluster, clearance, server) -> {
            assertThat(strangers(clearance))
                    .containsExactlyInAnyOrder(
                            "ConfigMap hexr-system/theirs", "Ingress hexr-system/gate", "Ingress hexr-system/operated");
            assertHomeStays(clearance, "it holds what is not of the installation: ");
        });
    }

    @Test
    void recordsOfOtherReleasesAndForeignVolumesKeepTheNamespace() throws IOException {
        put(
                HOME + "/secrets",
                list(
                        object("sh.helm.release.v1.other.v1", "'labels':{'owner':'helm','name':'other'}"),
                        object(
                                "sh.helm.release.v1.hexr-runtime.v1",
                                "'labels':{'owner':'helm','name':'hexr-runtime'}")));
        put(HOME + "/secrets?labelSelector=owner%3Dhelm%2Cname%3Dhexr-runtime", list());
        put(HOME + "/persistentvolumeclaims", list(object("data", "'labels':{}")));
        with((cluster, clearance, server) -> assertThat(strangers(clearance))
                .containsExactlyInAnyOrder(
                        "Secret hexr-system/sh.helm.release.v1.other.v1", "PersistentVolumeClaim hexr-system/data"));
    }

    @Test
    void whatMayNotBeListedOrDoesNotAnswerKeepsTheNamespace() throws IOException {
        there.put(
                HOME + "/configmaps",
                PretendApiServer.Answer.status(403, "Forbidden", "configmaps is forbidden: User \"jo\" cannot list"));
        put("/apis", KINDS.formatted("stale.site", "Stale", "things", "Thing"));
        with((cluster, clearance, server) -> {
            assertThat(strangers(clearance))
                    .containsExactlyInAnyOrder(
                            "ConfigMap hexr-system/* (this user may not list configmaps in hexr-system)",
                            "any kind of stale.site/v1 hexr-system/* (the server of it does not answer)");
            assertHomeStays(clearance, "nobody can tell what it holds: ");
        });
    }

    /** The release had one of that name once; somebody made another. */
    @Test
    void anObjectWithoutTheMarksOfTheReleaseIsNotOfIt() throws IOException {
        String record = "sh.helm.release.v1.hexr-runtime.v1";
        String labels = "'labels':{'owner':'helm','name':'hexr-runtime','version':'1','status':'deployed'}";
        put(HOME + "/secrets", list(object(record, labels)));
        put(HOME + "/secrets/" + record, "{\"data\":{\"release\":\"" + record() + "\"}}");
        String path = "/apis/apps/v1/namespaces/hexr-system/deployments/";
        put(path + "jaeger", object("jaeger", "'annotations':{}"));
        put(
                path + "web",
                object(
                        "web",
                        "'annotations':{'meta.helm.sh/release-name':'hexr-runtime','meta.helm.sh/release-namespace':'hexr-system'}"));
        with((cluster, clearance, server) -> {
            RemovalPlan plan = RemovalPlan.of(clearance.remains(), RemovalPlan.Fate.DELETE);
            assertThat(plan.steps())
                    .extracting(step -> step.subject())
                    .contains("Deployment hexr-system/web")
                    .doesNotContain("Deployment hexr-system/jaeger");
            assertThat(plan.kept())
                    .extracting(one -> one.object().title())
                    .contains("Deployment hexr-system/jaeger", "Namespace hexr-system");
        });
    }

    private static String record() throws IOException {
        String manifest = "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'%s'}}\\n";
        String json = ("{'manifest':'---\\n" + manifest.formatted("jaeger").replace("'", "\\'") + "---\\n"
                        + manifest.formatted("web").replace("'", "\\'") + "'}")
                .replace('\'', '"');
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        Base64.Encoder encoder = Base64.getEncoder();
        return encoder.encodeToString(encoder.encode(packed.toByteArray()));
    }

    @Test
    void onlyTheVeryObjectThatWasLookedAtIsDeleted() throws IOException {
        put(HOME + "/secrets/a", "{}");
        with((cluster, clearance, server) -> {
            clearance.delete(Remain.own(Remain.Sort.SECRET, OwnKinds.SECRET, "hexr-system", "a")
                    .being("uid-a"));
            assertThat(server.requests.getFirst()).startsWith("DELETE " + HOME + "/secrets/a?");
            assertThat(server.bodies.getFirst())
                    .contains("\"preconditions\":{\"uid\":\"uid-a\"}", "\"propagationPolicy\":\"Background\"");
        });
    }

    @Test
    void aForeignPodWithOurLabelIsNotWaitedFor() throws IOException {
        put(
                HOME + "/pods",
                list(
                        object("debug", "'labels':{}"),
                        object(
                                "web-1",
                                "'ownerReferences':[{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'web','uid':'x'}]")));
        with((cluster, clearance, server) ->
                assertThat(clearance.pods(List.of("hexr-system"))).containsExactly("pod hexr-system/web-1"));
    }

    @Test
    void aPullSecretThatWasThereIsNotMarkedAndStays() throws IOException {
        Step.EnsurePullSecret step = new Step.EnsurePullSecret("hexr-system", "corp", "");
        PullSecret credentials = new PullSecret("registry.site", Secret.of("{}".toCharArray()));
        with((cluster, clearance, server) -> {
            put(HOME + "/secrets", list());
            cluster.ensurePullSecret(step, credentials, "hexr-system");
            assertThat(server.requests.getLast()).isEqualTo("POST " + HOME + "/secrets");
            assertThat(server.bodies.getLast()).contains("\"hexr.io/created-for\":\"hexr-system\"");
            put(HOME + "/secrets/corp", "{}");
            cluster.ensurePullSecret(step, credentials, "hexr-system");
            assertThat(server.requests.getLast()).startsWith("PATCH " + HOME + "/secrets/corp?");
            assertThat(server.bodies.getLast()).doesNotContain("hexr.io/created-for", "managed-by");
            put(
                    HOME + "/secrets",
                    list(
                            object("corp", "'labels':{'app.kubernetes.io/managed-by':'hexr'}"),
                            object("made", "'labels':{'hexr.io/created-for':'hexr-system'}")));
            RemovalPlan plan = RemovalPlan.of(clearance.remains(), RemovalPlan.Fate.DELETE);
            assertThat(plan.steps()).extracting(each -> each.subject()).contains("Secret hexr-system/made");
            assertThat(plan.kept()).extracting(one -> one.object().title()).contains("Secret hexr-system/corp");
        });
    }
}
