package io.hexr.airgaptests;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The stock K3sContainer boots the cluster on a severed network, and the cluster does what a cluster does. */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterIT {
    private static final String VOLUME = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: default}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: writer, namespace: default}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: probe
                  image: hexr.test/probe:1
                  imagePullPolicy: Never
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: 65532
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    capabilities: {drop: [ALL]}
                    seccompProfile: {type: RuntimeDefault}
                  volumeMounts: [{name: data, mountPath: /data}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            """;

    private final Once<TestCluster> shared = new Once<>(ClusterIT::bootWithWorkload);

    private TestCluster cluster() {
        return shared.get();
    }

    private static TestCluster bootWithWorkload() {
        TestCluster cluster = TestCluster.boot();
        cluster.apply(VOLUME);
        cluster.kubectl("wait", "pod/writer", "--for=condition=Ready", "--timeout=60s");
        cluster.kubectl(
                "wait", "pod", "-n", "kube-system", "-l", "k8s-app=kube-dns", "--for=condition=Ready", "--timeout=60s");
        return cluster;
    }

    @AfterAll
    void stop() throws Exception {
        shared.close();
    }

    @Test
    void theNodeIsReadyWithinAMinute() {
        assertThat(cluster().bootTime()).isLessThan(Duration.ofSeconds(60));
        assertThat(cluster().kubectl("get", "nodes", "--no-headers")).contains(" Ready ");
    }

    @Test
    void theKubeconfigLeadsToTheMappedPort() {
        assertThat(cluster().kubeconfig()).contains("current-context").doesNotContain("127.0.0.1:6443");
    }

    @Test
    void aRestrictedPodRunsWithADynamicVolume() {
        assertThat(cluster().kubectl("get", "pvc", "data", "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Bound");
        assertThat(cluster().kubectl("get", "pod", "writer", "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Running");
    }

    @Test
    void podsFindServicesByName() {
        assertThat(cluster()
                        .dial(
                                "default",
                                "writer",
                                List.of("dns:kubernetes.default.svc.cluster.local", "tcp:kubernetes.default:443")))
                .containsExactly("open", "open");
    }

    @Test
    void theReportSaysWhichClusterWasUsed() {
        // The genuine one names itself in its version; the substitute never does.
        String version = cluster().kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.nodeInfo.kubeletVersion}");
        assertThat(version.contains("k3s")).isEqualTo(cluster().image().kind() == ClusterImage.Kind.GENUINE_K3S);
    }

    @Test
    void anOptionThisClusterDoesNotKnowIsRefused() {
        assumeTrue(
                cluster().image().kind() == ClusterImage.Kind.COMPATIBLE_CLUSTER,
                "NOT RUN: compatible-cluster: the genuine k3s has options of its own");
        var result = cluster().execute("hexr-node", "server", "--no-such-option=1");
        assertThat(result.getExitCode()).isEqualTo(2);
        assertThat(result.getStderr()).contains("does not know the option");
    }

    @Test
    void nothingCrossedTheEdge() {
        assertThat(cluster().edgeReport()).contains("\"proven\": true", "\"severed\": true", "\"beyond\": 0");
    }
}
