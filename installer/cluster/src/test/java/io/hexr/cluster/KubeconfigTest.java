package io.hexr.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a kubeconfig may say. */
final class KubeconfigTest {
    @TempDir
    private Path folder = Path.of("");

    private void refused(Path file, String why) {
        assertThatThrownBy(() -> Kubeconfig.read(file, null))
                .isInstanceOf(ClusterException.KubeconfigUnusable.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    private Path written(String server, String user) throws IOException {
        return PretendApiServer.write(folder, server, user);
    }

    @Test
    void keepsOneContextAlone() throws IOException {
        Path file = written("https://api.site:6443/", "client-certificate: certs/me.pem");
        Kubeconfig read = Kubeconfig.read(file, null);
        assertThat(read.server()).isEqualTo("https://api.site:6443");
        assertThat(read.contents())
                .contains(
                        "\"current-context\":\"here\"",
                        folder.resolve("certs/me.pem").toString())
                .doesNotContain("nowhere");
    }

    @Test
    void refusesAContextOrClusterThatIsNotThere() throws IOException {
        Path file = written("https://api.site:6443", "token: abc");
        assertThatThrownBy(() -> Kubeconfig.read(file, "other")).hasMessageContaining("has no context other");
        assertThatThrownBy(() -> Kubeconfig.read(file, "nowhere")).hasMessageContaining("has no cluster gone");
    }

    @Test
    void refusesClearTextBeyondThisHost() throws IOException {
        refused(written("http://api.site:6443", "token: abc"), "in clear text");
    }

    @Test
    void refusesToSkipTheCheckOfTheCertificate() throws IOException {
        refused(
                written("https://api.site\", insecure-skip-tls-verify: true, x: \"", "token: abc"),
                "insecure-skip-tls-verify");
    }

    @Test
    void readsNoMoreThanAKubeconfigCanBe() throws IOException {
        refused(Files.write(folder.resolve("huge"), new byte[(4 << 20) + 1]), "is larger than any kubeconfig");
    }

    @Test
    void refusesWhatIsNoKubeconfig() throws IOException {
        refused(folder.resolve("absent"), "cannot be read");
        refused(Files.writeString(folder.resolve("a"), "just text"), "");
        refused(Files.writeString(folder.resolve("b"), "a: [1, 2\nb"), "is not YAML");
        refused(Files.writeString(folder.resolve("c"), "kind: Pod"), "has no contexts");
        refused(written("not an address", "token: abc"), "names no server");
    }

    @Test
    void aTokenThatHasRunOutIsToldBeforeAnyoneIsAsked() throws IOException {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"exp\":1000}".getBytes(StandardCharsets.UTF_8));
        Kubeconfig read = Kubeconfig.read(written("https://api.site:6443", "token: h." + claims + ".s"), null);
        assertThatThrownBy(() -> KubernetesCluster.open(read))
                .isInstanceOf(ClusterException.CredentialsExpired.class)
                .hasMessageContaining("1970-01-01T00:16:40Z");
    }

    @Test
    void aPasswordInAnAddressIsNotRepeated() throws IOException {
        Path file = written("https://user:s3cret@api.site", "token: abc");
        assertThatThrownBy(() -> Kubeconfig.read(file, null))
                .hasMessageContaining("password in its address: api.site")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void onlyALostServerIsAnAbsenceToHelm() {
        assertThat(HelmReleases.isAbsence(
                        "Get \"https://x/version\": dial tcp 10.0.0.1:6443: connect: connection refused"))
                .isTrue();
        assertThat(HelmReleases.isAbsence("Patch \"https://x\": EOF")).isTrue();
        assertThat(HelmReleases.isAbsence("another operation (install/upgrade/rollback) is in progress"))
                .isFalse();
        assertThat(HelmReleases.isAbsence("unknown field \"spec.onEof\": EOFPolicy"))
                .isFalse();
    }

    @Test
    void aProcessOfThisHostThatEndedHoldsNothing() {
        String own = Holder.ofThisProcess();
        assertThat(own)
                .as("every Linux tells name and boot, with or without a machine-id")
                .doesNotStartWith("unknown/");
        assertThat(Holder.isGone(own, own)).isFalse();
        assertThat(Holder.isGone(own + "1", own))
                .as("another start of the same number")
                .isTrue();
        assertThat(Holder.isGone("elsewhere/1/1", own))
                .as("another host is not known")
                .isFalse();
        assertThat(Holder.isGone("unknown/1/1", "unknown/2/2"))
                .as("hosts that cannot be told apart")
                .isFalse();
        assertThat(Holder.isGone("garbage", own)).isFalse();
    }
}
