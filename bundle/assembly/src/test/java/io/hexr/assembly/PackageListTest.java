package io.hexr.assembly;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.hexr.oci.OciException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PackageListTest {
    private static PackageList read(String json) {
        return PackageList.parse("a bill", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsCycloneDxWithWhatLiesInOneAnother() {
        PackageList list = read("""
                {'bomFormat': 'CycloneDX', 'components': [
                  {'name': 'libc6', 'version': '2.36-9', 'purl': 'pkg:deb/debian/libc6@2.36-9?arch=amd64'},
                  {'name': 'core', 'version': '7.1.0', 'purl': 'pkg:npm/%40x/core@7.1.0', 'components': [
                    {'name': 'core', 'version': '6.0.0', 'purl': 'pkg:npm/%40x/core@6.0.0'},
                    {'name': 'left', 'version': '1'}]}]}
                """);
        assertThat(list.versions())
                .isEqualTo(Map.of(
                        "deb/debian/libc6",
                        new TreeSet<>(List.of("2.36-9")),
                        "npm/%40x/core",
                        new TreeSet<>(List.of("6.0.0", "7.1.0")),
                        "left",
                        new TreeSet<>(List.of("1"))));
    }

    @Test
    void readsSpdx() {
        PackageList list = read("""
                {'spdxVersion': 'SPDX-2.3', 'packages': [
                  {'name': 'opa', 'versionInfo': '1.22.0', 'externalRefs': [
                    {'referenceType': 'cpe23Type', 'referenceLocator': 'cpe:x'},
                    {'referenceType': 'purl', 'referenceLocator': 'pkg:golang/github.com/open-policy-agent/opa@v1.22.0#cmd'}]},
                  {'name': 'bare', 'versionInfo': '3'}]}
                """);
        assertThat(list.versions().keySet()).containsExactly("bare", "golang/github.com/open-policy-agent/opa");
    }

    @Test
    void aScopeIsNoVersion() {
        assertThat(read("{'components': [{'name': 'core', 'version': '7', 'purl': 'pkg:npm/@x/core@7'}]}")
                        .versions())
                .containsOnlyKeys("npm/@x/core");
    }

    @Test
    void whatNamesNothingIsNoPackage() {
        assertThat(read("{'components': [{}, 7, null], 'packages': {'name': 'x'}}")
                        .versions())
                .isEmpty();
        assertThat(read("[]").versions()).isEmpty();
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> read("{'components': [")).isInstanceOf(OciException.class);
        assertThatThrownBy(() -> read("{'a': 1, 'a': 2}")).isInstanceOf(OciException.class);
    }
}
