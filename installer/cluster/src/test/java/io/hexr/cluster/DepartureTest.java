package io.hexr.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.StrictJson;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What counts as a departure of a live object from what was asked for. */
final class DepartureTest {
    private static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 1 << 16, "a sample");
    }

    private static Optional<String> of(String wanted, String live) {
        return Departure.of(json(wanted), json(live));
    }

    @Test
    void whatTheServerFillsInIsNone() {
        assertThat(of("""
                        {'kind':'Deployment','metadata':{'labels':{'a':'b'},'creationTimestamp':null},
                         'spec':{'replicas':2,'paused':false,'template':{'spec':{'volumes':[{'name':'t','emptyDir':{}}],
                          'containers':[{'name':'c','resources':{'limits':{'cpu':'1000m','memory':'1Gi'}},'env':[]}]}}}}
                        """, """
                        {'kind':'Deployment','metadata':{'labels':{'a':'b','more':'x'},'uid':'1'},'status':{'replicas':1},
                         'spec':{'replicas':2,'strategy':{'type':'RollingUpdate'},'template':{'spec':{
                          'volumes':[{'name':'t','emptyDir':{}}],'restartPolicy':'Always',
                          'containers':[{'name':'c','imagePullPolicy':'IfNotPresent',
                           'resources':{'limits':{'cpu':'1','memory':'1Gi'}}}]}}}}
                        """)).isEmpty();
    }

    @Test
    void aChangedValueIsToldWithWhoWroteIt() {
        assertThat(of("{'kind':'Deployment','spec':{'replicas':2}}", """
                        {'kind':'Deployment','spec':{'replicas':3},'metadata':{'managedFields':[
                          {'manager':'helm','time':'2026-01-01T00:00:00Z','fieldsV1':{'f:metadata':{'f:annotations':
                           {'f:meta.helm.sh/release-name':{}}},'f:spec':{'f:replicas':{}}}},
                          {'manager':'kubelet','subresource':'status','time':'2026-03-01T00:00:00Z',
                           'fieldsV1':{'f:spec':{'f:replicas':{}}}},
                          {'manager':'kubectl-edit','time':'2026-02-01T00:00:00Z','fieldsV1':{'f:spec':{'f:replicas':{}}}}]}}
                        """))
                .contains(
                        "differs at spec.replicas (3, wanted 2); last written by kubectl-edit at 2026-02-01T00:00:00Z");
    }

    @Test
    void anElementMoreOrLessIsADifferenceOfItsList() {
        String wanted = "{'kind':'Pod','spec':{'containers':[{'name':'a'}]}}";
        assertThat(of(wanted, "{'kind':'Pod','spec':{'containers':[{'name':'a'},{'name':'b'}]}}"))
                .contains("differs at spec.containers");
        assertThat(of(wanted, "{'kind':'Pod','spec':{'containers':[{'name':'b'}]}}"))
                .contains("differs at spec.containers[0].name (b, wanted a)");
    }

    @Test
    void whatIsMissingIsToldAndZeroIsNotNothing() {
        assertThat(of("{'kind':'X','spec':{'a':'b'}}", "{'kind':'X','spec':{}}"))
                .contains("differs at spec.a (missing, wanted b)");
        assertThat(of("{'kind':'X','spec':{'replicas':0}}", "{'kind':'X','spec':{'replicas':1}}"))
                .contains("differs at spec.replicas (1, wanted 0)");
    }

    @Test
    void contentsOfSecretsAreNotTold() {
        assertThat(of("{'kind':'Secret','data':{'k':'cGxhbnRlZA=='}}", "{'kind':'Secret','data':{'k':'b3RoZXI='}}"))
                .contains("differs at data.k");
    }

    @Test
    void valuesThatPeoplePutSecretsIntoAreNotToldEither() {
        String pod = "{'kind':'Pod','metadata':{'annotations':{'a':'%1$s'}},'spec':{'password':'%1$s','containers':["
                + "{'env':[{'name':'DB','value':'%1$s'}],'args':['%1$s'],'command':['%1$s'],'image':'%2$s'}]}}";
        assertThat(of(pod.formatted("other", "web"), pod.formatted("Hunter2", "odd")))
                .hasValueSatisfying(told -> assertThat(told)
                        .startsWith("differs at metadata.annotations.a, spec.password,")
                        .doesNotContain("Hunter2", "other"));
        assertThat(of("{'kind':'ConfigMap','data':{'k':'wanted'}}", "{'kind':'ConfigMap','data':{'k':'Hunter2'}}"))
                .contains("differs at data.k");
        assertThat(of(
                        "{'kind':'Pod','spec':{'containers':[{'env':[{'name':'DB','value':'other'}]}]}}",
                        "{'kind':'Pod','spec':{'containers':[{'env':[{'name':'DB','value':'Hunter2'}]}]}}"))
                .contains("differs at spec.containers[0].env[0].value");
    }
}
