package io.hexr.helm;

import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HostNamesTest {
    private static final Invariants.Scope SCOPE = new Invariants.Scope(
            "registry.example.com:5000/hexr",
            new ImageLock(new TreeMap<>(), new TreeSet<>()),
            "hexr-system",
            "hexr-node",
            "cluster.local",
            Set.of());

    private static long found(String value) {
        String manifest = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: \""
                + value + "\"}\n";
        return Invariants.check(Documents.readAll("test", manifest), SCOPE, Set.of(Rule.NO_PUBLIC_HOST))
                .size();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com/v1",
                "pypi.org",
                "ghcr.io/x/y:1",
                "https://hexr.io/docs",
                "host=time.google.com;",
                "HTTPS://EXAMPLE.ORG",
                "evil.kubernetes.io.example.net/x"
            })
    void findsNamesOfTheInternet(String value) {
        assertThat(found(value)).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.example.com:5000/hexr/jaeger:1@sha256:00",
                "jaeger.hexr-observability.svc.cluster.local:4317",
                "hexr.io/tenant",
                "pod-security.kubernetes.io/enforce",
                "/etc/prometheus/prometheus.yaml",
                "registry.internal",
                "1.30.0",
                "127.0.0.1:9090",
                "app.kubernetes.io/name",
                "config.json",
                "authorization.k8s.io/v1"
            })
    void leavesKeysFilesAndNamesOfTheSiteAlone(String value) {
        assertThat(found(value)).isZero();
    }
}
