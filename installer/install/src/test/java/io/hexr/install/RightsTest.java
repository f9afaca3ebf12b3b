package io.hexr.install;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The rights a job takes, and the roles they become. */
final class RightsTest {
    private static final Piece ROLE = Piece.of(Samples.json("""
            {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole','metadata':{'name':'reader'},
             'rules':[{'apiGroups':['apps'],'resources':['deployments/scale'],'resourceNames':['web'],'verbs':['get']},
                      {'nonResourceURLs':['/metrics'],'verbs':['get']}]}
            """), Samples.HOME);

    private final Wanted wanted =
            Samples.wanted(List.of(Samples.crd("v1")), List.of(Samples.deployment("web", 1, "1", "1Gi"), ROLE));

    private static List<String> texts(SortedSet<Right> rights) {
        return rights.stream().map(Right::text).toList();
    }

    @Test
    void preflightOnlyReads() {
        assertThat(Rights.preflight(Samples.HOME))
                .allSatisfy(right -> assertThat(right.verb()).isIn("get", "list"));
    }

    @Test
    void whoGivesARoleMustHoldWhatIsInside() {
        assertThat(texts(Rights.install(wanted, new TreeSet<>())))
                .contains(
                        "get deployments/scale.apps web",
                        "get /metrics",
                        "create clusterroles.rbac.authorization.k8s.io");
    }

    @Test
    void namespacesAreMadeOnlyWhereTheyAreAbsent() {
        assertThat(texts(Rights.install(wanted, new TreeSet<>()))).doesNotContain("create namespaces");
        assertThat(texts(Rights.install(wanted, new TreeSet<>(List.of(Samples.HOME)))))
                .contains("create namespaces");
    }

    @Test
    void supportMayListTheVolumesOfWorkloads() {
        assertThat(texts(Rights.support(Rights.Extent.of(wanted))))
                .contains("list persistentvolumeclaims in hexr-system", "get pods/log in hexr-system");
    }

    @Test
    void rolesHoldTheseRightsAndNoMore() {
        Golden.check(
                Path.of("src/test/golden/rbac.yaml"),
                RbacDocument.of(
                        "hexr-install",
                        Rights.install(wanted, new TreeSet<>()),
                        wanted.namespaces(),
                        List.of(
                                RbacDocument.Subject.user("Jo \"the\" admin"),
                                RbacDocument.Subject.account("ops", "hexr"))));
    }
}
