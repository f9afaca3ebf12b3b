package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hexr.console.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/** A site: a registry that was filled by a push, Kubernetes' own API server and controllers, and one node that is only pretended. */
final class InstallSite implements AutoCloseable {
    private static final String NODE = """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"one"},
             "status":{"conditions":[{"type":"Ready","status":"True","reason":"x","message":"x"}],
              "allocatable":{"cpu":"64","memory":"256Gi","pods":"500","ephemeral-storage":"900Gi"},
              "capacity":{"cpu":"64","memory":"256Gi","pods":"500","ephemeral-storage":"900Gi"},
              "nodeInfo":{"operatingSystem":"linux","architecture":"amd64","containerRuntimeVersion":"containerd://2.2.9",
               "kubeletVersion":"v1.34.4","kernelVersion":"6","osImage":"x","machineID":"x","systemUUID":"x","bootID":"x",
               "kubeProxyVersion":"v1.34.4"}}}
            """;

    private static final String CLASS = """
            {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","provisioner":"test/none",
             "metadata":{"name":"local","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}
            """;

    /** Every object there is, but what tells of time passing. */
    private static final String ALL = "{range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}";

    final DeliveredChart delivered;
    final DeliveredChart.Site site;
    final DeliveredChart.ApiServer cluster;
    final PretendKubelet kubelet;
    private final Map<String, String> variables = new HashMap<>();

    private InstallSite(DeliveredChart delivered) throws IOException, InterruptedException {
        this.delivered = delivered;
        this.site = delivered.new Site();
        this.cluster = new DeliveredChart.ApiServer(delivered.folder.resolve("cluster"), "controllers");
        this.kubelet = new PretendKubelet(this);
        object(CLASS);
        object(NODE);
        file("node.json", NODE);
        // what tells whether a node is ready is not there to take this away
        kubectl("patch node one --type=json -p [{\"op\":\"remove\",\"path\":\"/spec/taints\"}]");
        kubectl("patch node one --subresource=status --type=merge --patch-file " + delivered.at("node.json"));
        variables.put("XDG_STATE_HOME", delivered.at("state"));
    }

    static InstallSite in(Path folder) throws IOException, InterruptedException {
        assertThat(DeliveredChart.peer("kubernetes.sh")).isExecutable();
        return new InstallSite(DeliveredChart.in(folder));
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(delivered.folder.resolve(name), text);
    }

    void object(String json) throws IOException, InterruptedException {
        file("object.json", json);
        kubectl("apply -f " + delivered.at("object.json"));
    }

    String kubectl(String line) throws IOException, InterruptedException {
        return delivered.kubectl(cluster, line);
    }

    /** As an administrator. */
    InProcess install(String line) {
        return install(cluster.kubeconfig(), line);
    }

    InProcess install(String kubeconfig, String line) {
        List<String> words = new ArrayList<>(List.of("install"));
        words.addAll(List.of(line.split(" ")));
        words.addAll(List.of("--kubeconfig", kubeconfig));
        return InProcess.shipped(new Environment(variables, delivered.folder), 200, words.toArray(String[]::new));
    }

    /** The same in a process of its own. */
    Child started(String line) {
        String launcher = Child.launcher(
                "-Dhexr.home=" + System.getProperty("hexr.home"), "-Dhexr.native=" + System.getProperty("hexr.native"));
        return Child.shell(
                variables, "exec " + launcher + " install " + line + " --kubeconfig " + cluster.kubeconfig());
    }

    /** The options that name the release in the registry. */
    String release() {
        return " --from " + site.registry() + " --plain-http --profile air-gapped --trust "
                + delivered.at("trust.json");
    }

    /** The same, of one version. */
    String release(String version) {
        return release().replace("/hexr --plain-http", "/hexr" + version + " --plain-http");
    }

    /** Builds a later release, signs it and pushes it to the site. */
    void next() throws IOException {
        delivered.edit("release.yaml", "version: 0.8.0\nsequence: 1", "version: 0.8.1\nsequence: 2");
        delivered.edit("release.yaml", "tags: [0.8.0]", "tags: [0.8.1]");
        delivered.edit("runtime/Chart.yaml", "version: 0.8.0\nappVersion: 0.8.0", "version: 0.8.1\nappVersion: 0.8.1");
        delivered.write("next", "next.tar.gz");
        delivered.hexr("bundle push " + delivered.at("next.tar.gz") + " --registry " + site.registry()
                + " --plain-http --trust " + delivered.at("trust.json"));
    }

    /** Installs the release the registry has. */
    InProcess apply(String more) {
        return install("apply" + release() + " --yes --timeout 120" + more);
    }

    /** Titles of all objects. */
    List<String> objects() throws IOException, InterruptedException {
        String kinds = String.join(
                ",",
                kubectl("api-resources --verbs=list -o name")
                        .lines()
                        .filter(kind -> !kind.matches("events.*|leases.*|componentstatuses|endpoint.*|ipaddresses.*"
                                + "|controllerrevisions.*"))
                        .toList());
        file("all.jsonpath", ALL);
        return kubectl("get " + kinds + " -A -o jsonpath-file=" + delivered.at("all.jsonpath"))
                .lines()
                .sorted()
                .toList();
    }

    /** A kubeconfig of somebody who has exactly the rights that hexr prints for a job. */
    String having(String job, String release) throws IOException, InterruptedException {
        String roles = delivered
                .hexr("install rbac --for " + job + " --service-account default/" + job + release)
                .out();
        file(job + ".yaml", roles);
        kubectl("apply -f " + delivered.at(job + ".yaml"));
        kubectl("create serviceaccount " + job + " -n default");
        return kubeconfig(job);
    }

    /** For a service account of the namespace {@code default}. */
    String kubeconfig(String account) throws IOException, InterruptedException {
        String token = kubectl("create token " + account + " -n default").strip();
        file(account + ".kubeconfig", """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}]
                users: [{name: u, user: {token: "%s"}}]
                """.formatted(cluster.port(), cluster.authority(), token));
        return delivered.at(account + ".kubeconfig");
    }

    @Override
    public void close() throws IOException {
        kubelet.close();
        cluster.close();
        site.close();
    }
}
