package io.hexr.charts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexr.helm.ChartPacker;
import io.hexr.helm.Helm;
import io.hexr.helm.HelmException;
import io.hexr.helm.Refusal;
import io.hexr.helm.Renderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is wrong is refused three times: by render, by the schema, and, where only the chart can know, by a template. */
class BadInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path temp;

    private Path chart() throws IOException {
        return Files.write(temp.resolve("chart.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.wholeLock()));
    }

    private Refusal refusal(String profile, List<String> overlays, String... assignments) throws IOException {
        Path chart = chart();
        List<Refusal> all = new java.util.ArrayList<>();
        assertThatThrownBy(() -> Charts.render(chart, profile, overlays, assignments))
                .isInstanceOfSatisfying(HelmException.ValuesRefused.class, refused -> all.addAll(refused.refusals()));
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().rule()).isNotBlank();
        assertThat(all.getFirst().remedy()).isNotBlank();
        return all.getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prometheus.retentoin=5d                        | prometheus.retentoin                | is no key of this chart      | prometheus.retention",
                "nonsense=1                                     | nonsense                            | is no key of this chart      | take it out",
                "prometheus.enabled=perhaps                     | prometheus.enabled                  | true or false is needed      | Whether it runs",
                "otelCollector.replicas=0                       | otelCollector.replicas              | is outside 1 to 10           | How many",
                "global.trustDomain=Classified.internal         | global.trustDomain                  | it is lower case             | classified.internal",
                "networkPolicy.apiServerCIDRs={0.0.0.0/0}       | networkPolicy.apiServerCIDRs        | lets pods out to everywhere  | 10.0.0.0/8",
                "networkPolicy.registryCIDRs={10.0.0.0/8,300.1} | networkPolicy.registryCIDRs[1]      | is no IPv4 range             | 10.0.0.0/8",
                "spire.oidc.enabled=true                        | spire.oidc.enabled                  | federates                    | leave it false",
                "spire.oidc.exposure=public                     | spire.oidc.exposure                 | shows identities             | leave it none",
                "llm.external.enabled=true                      | llm.external.enabled                | asks a model outside         | llm.ollama",
                "otelCollector.externalEndpoint=a.example.com:4317 | otelCollector.externalEndpoint   | sends telemetry out          | leave it empty",
                "sandbox.backend=gvisor                         | sandbox                             | is planned                   | take it out",
                "global.fips=true                               | global.fips                         | is planned                   | take it out",
                "global.profile=cloud                           | global.profile                      | is another profile           | --overlay",
                "global.imageLock.jaeger.digest=latest          | global.imageLock.jaeger.digest      | is no digest                 | images.yaml",
                "llm.ollama.models={absent}                     | global.imageLock.absent             | holds no image absent        | bundle",
            })
    void refusesByKeyRuleAndRemedy(String assignment, String key, String rule, String remedy) throws IOException {
        Refusal refusal = refusal("air-gapped", List.of(), assignment);
        assertThat(refusal.key()).isEqualTo(key);
        assertThat(refusal.rule()).contains(rule);
        assertThat(refusal.remedy()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.internal/hexr",
        "Registry.internal/hexr",
        "registry.internal/hexr/",
        "registry.internal/hexr:1.0",
        "''"
    })
    void refusesARegistryThatIsNoAddress(String registry) throws IOException {
        Path chart = chart();
        assertThatThrownBy(() -> new Renderer(Charts.HELM, Charts.PROFILES)
                        .render(new Renderer.Request(
                                chart, "air-gapped", List.of(), registry, List.of(), List.of(), Charts.TARGET)))
                .isInstanceOfSatisfying(
                        HelmException.ValuesRefused.class,
                        refused ->
                                assertThat(refused.refusals().getFirst().key()).isEqualTo("global.registry"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"nonsense\":1}                                                       | additional properties 'nonsense' not allowed",
                "{\"prometheus\":{\"enabled\":\"perhaps\"}}                             | got string, want boolean",
                "{\"global\":{\"registry\":\"https://r.internal\"}}                     | does not match pattern",
                "{\"global\":{\"trustDomain\":\"Upper.internal\"}}                      | does not match pattern",
                "{\"networkPolicy\":{\"apiServerCIDRs\":[\"0.0.0.0/0\"]}}               | does not match pattern",
                "{\"global\":{\"imageLock\":{\"jaeger\":{\"digest\":\"latest\"}}}}      | does not match pattern",
                "{\"global\":{\"profile\":\"air-gapped,cloud\"}}                        | value must be one of",
                "{\"spire\":{\"oidc\":{\"enabled\":true}}}                              | REFUSED spire.oidc.enabled=true",
                "{\"llm\":{\"external\":{\"enabled\":true}}}                            | REFUSED llm.external.enabled=true",
                "{\"otelCollector\":{\"externalEndpoint\":\"a.example.com:4317\"}}      | REFUSED otelCollector.externalEndpoint=",
                "{\"global\":{\"registry\":\"\"}}                                       | REFUSED global.registry=",
                "{\"global\":{\"profile\":\"cloud\"},\"spire\":{\"oidc\":{\"enabled\":true}}} | is planned and not in this release",
            })
    void helmAloneRefusesItToo(String values, String words) throws IOException {
        Path chart = chart();
        assertThatThrownBy(() -> {
                    var given = (com.fasterxml.jackson.databind.node.ObjectNode) JSON.readTree(values);
                    var global = given.withObjectProperty("global");
                    if (!global.has("registry")) {
                        global.put("registry", Charts.REGISTRY);
                    }
                    Charts.HELM.template(chart, Charts.TARGET, given);
                })
                .isInstanceOfSatisfying(
                        HelmException.RenderFailed.class,
                        failed -> assertThat(failed.words()).contains(words));
    }

    @Test
    void overlaysThatContradictEachOtherAreRefused() throws IOException {
        assertThat(refusal("air-gapped", List.of("certification", "evaluation")).rule())
                .contains("contradicts");
    }

    @Test
    void anOverlayThatOpensTheAirGapAgainIsRefused() throws IOException {
        Path profiles = temp.resolve("profiles");
        Charts.copy(Charts.PROFILES, profiles);
        Files.createDirectories(profiles.resolve("reopened"));
        Files.writeString(
                profiles.resolve("reopened/profile.yaml"),
                "name: reopened\nkind: overlay\nsummary: tokens for outside\n");
        Files.writeString(profiles.resolve("reopened/values.yaml"), "spire: {oidc: {enabled: true}}\n");
        Renderer renderer = new Renderer(Charts.HELM, profiles);
        Renderer.Request request = Charts.request(chart(), "air-gapped", List.of("reopened"));
        assertThatThrownBy(() -> renderer.render(request))
                .isInstanceOf(HelmException.ValuesRefused.class)
                .hasMessageContaining("spire.oidc.enabled=true: federates");
    }

    @Test
    void aComponentOfAGroupThatTheReleaseLacksIsRefusedByName() throws IOException {
        Path chart =
                Files.write(temp.resolve("core.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.lock(List.of("core"))));
        assertThatThrownBy(() -> Charts.render(chart, "air-gapped", List.of(), "prometheus.enabled=true"))
                .isInstanceOfSatisfying(
                        HelmException.ValuesRefused.class,
                        refused -> assertThat(refused.refusals().getFirst())
                                .extracting(Refusal::key, Refusal::rule)
                                .containsExactly(
                                        "prometheus.enabled",
                                        "it belongs to group observability, and this release holds only core"));
    }

    @Test
    void aComponentWhoseImageIsOnlyAnnouncedIsRefusedByName() throws IOException {
        Path chart = Files.write(
                temp.resolve("partial.tgz"),
                ChartPacker.pack(Charts.RUNTIME, Charts.lockWithout("jaeger"), java.util.Set.of("jaeger")));
        assertThat(Charts.render(chart, "air-gapped", List.of()).manifests()).doesNotContain("jaeger:");
        assertThatThrownBy(() -> Charts.render(chart, "air-gapped", List.of(), "jaeger.enabled=true"))
                .isInstanceOfSatisfying(
                        HelmException.ValuesRefused.class,
                        refused -> assertThat(refused.refusals().getFirst().fact())
                                .contains("global.imageLock.jaeger", "holds no image jaeger"));
    }

    @Test
    void aProfileThatIsAnOverlayIsRefused() throws IOException {
        assertThat(refusal("small", List.of()).rule()).isEqualTo("is none of air-gapped, cloud, self-hosted");
        assertThat(refusal("air-gapped", List.of("cloud")).rule())
                .isEqualTo("is none of certification, evaluation, small");
    }

    @Test
    void certificationNamesEverythingThatIsNotSettled() throws IOException {
        Path chart = chart();
        assertThatThrownBy(() -> Charts.render(chart, "air-gapped", List.of("certification")))
                .isInstanceOfSatisfying(
                        HelmException.ValuesRefused.class,
                        refused -> assertThat(refused.refusals())
                                .extracting(Refusal::key)
                                .containsExactly(
                                        "networkPolicy.apiServerCIDRs",
                                        "networkPolicy.registryCIDRs",
                                        "global.caBundle"));
    }

    @Test
    void aKubernetesThatIsTooOldIsRefused() throws IOException {
        Path chart = chart();
        var old = new Renderer.Request(
                chart,
                "air-gapped",
                List.of(),
                Charts.REGISTRY,
                List.of(),
                List.of(),
                new Helm.Target("hexr-runtime", "hexr-system", "1.29.9"));
        assertThatThrownBy(() -> new Renderer(Charts.HELM, Charts.PROFILES).render(old))
                .isInstanceOfSatisfying(
                        HelmException.RenderFailed.class,
                        failed -> assertThat(failed.words()).contains(">=1.30.0-0"));
    }
}
