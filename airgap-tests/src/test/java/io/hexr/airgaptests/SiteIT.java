package io.hexr.airgaptests;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** The site is what a disconnected site is: everything needed is there, behind TLS and passwords, and nothing else. */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SiteIT {
    private static final String IMAGE = "registry.internal.example.com/team/probe:1";

    private static final String POD = """
            kubectl apply -f - <<'YAML'
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              imagePullSecrets: [{name: %s}]
              containers: [{name: probe, image: "%s", imagePullPolicy: Always}]
            YAML
            """;

    private final Once<Site> shared = new Once<>(() -> Site.up("site-it", "172.31.78"));

    private Site site() {
        return shared.get();
    }

    @AfterAll
    void takeDown() throws Exception {
        shared.close();
    }

    @Test
    void isSeveredAndProvenSo() {
        Script.Outcome status = site().status();
        assertThat(status.output())
                .contains(
                        "proven true by", "0 lost, 0 beyond the site", "0 asked beyond the site", "verdict   severed");
        assertThat(status.status()).isZero();
    }

    @Test
    void theBastionHoldsAKubeconfigAndNoTools() {
        assertThat(site().execute("bastion", "sh", "-c", "cat \"$HOME/.kube/config\""))
                .contains("https://kube.internal.example.com:6443");
        for (String tool : new String[] {"kubectl", "helm", "docker", "java", "curl"}) {
            assertThat(site().attempt("bastion", "sh", "-c", "command -v " + tool)
                            .status())
                    .as(tool)
                    .isNotZero();
        }
        assertThat(site().execute(
                                "bastion",
                                "sh",
                                "-c",
                                "nc -w 5 kube.internal.example.com 6443 </dev/null && echo there"))
                .contains("there");
    }

    @Test
    void podsPullFromThePrivateRegistryWithCredentialsOnly() {
        push();
        site().execute(
                        "kube",
                        "sh",
                        "-c",
                        "kubectl create secret docker-registry pull --docker-server=registry.internal.example.com"
                                + " --docker-username=site --docker-password=\"$(cat /site/registry.password)\"");
        site().execute("kube", "sh", "-c", POD.formatted("with-secret", "pull", IMAGE));
        site().execute("kube", "kubectl", "wait", "pod/with-secret", "--for=condition=Ready", "--timeout=60s");

        site().execute("kube", "sh", "-c", POD.formatted("without-secret", "none", IMAGE));
        site().execute(
                        "kube",
                        "kubectl",
                        "wait",
                        "pod/without-secret",
                        "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImagePull",
                        "--timeout=60s");
        assertThat(site().execute(
                                "kube",
                                "kubectl",
                                "get",
                                "events",
                                "--field-selector=involvedObject.name=without-secret"))
                .containsAnyOf("401", "authorization failed", "no basic auth credentials");
    }

    /** Puts an image the node already has into the registry, and forgets the node's name for it. */
    private void push() {
        site().execute("kube", "sh", "-c", """
                set -e
                ctr -n k8s.io images tag --force hexr.test/probe:1 %1$s
                ctr -n k8s.io images push --user "site:$(cat /site/registry.password)" --hosts-dir /var/lib/rancher/k3s/agent/etc/containerd/certs.d %1$s
                ctr -n k8s.io images rm %1$s
                """.formatted(IMAGE));
    }
}
