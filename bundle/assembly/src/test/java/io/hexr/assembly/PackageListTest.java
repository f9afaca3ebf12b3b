package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.hexr.oci.OciException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PackageListTest {
    private static PackageList of(byte[] bill) {
        try {
            return PackageList.read("a bill", new ByteArrayInputStream(bill));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PackageList read(String json) {
        return of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
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

    @Test
    void whatIsNoUtf8OrFollowedBySomethingIsRefused() {
        assertThatThrownBy(() -> of(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageStartingWith("a bill: ");
        assertThatThrownBy(() -> read("{} {}")).hasMessage("a bill: is followed by something else");
        assertThatThrownBy(() -> read("")).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> read("{'components': [{'name': 'a'")).isInstanceOf(OciException.class);
    }

    @Test
    void moreThanCanBeKeptIsRefused() {
        StringBuilder names = new StringBuilder("{'components': [{}");
        for (int i = 0; i <= 50_000; i++) {
            names.append(",{'name':'p").append(i).append("','version':'1'}");
        }
        assertThatThrownBy(() -> read(names + "]}")).hasMessageContaining("names more than 50000 packages");
        StringBuilder fields = new StringBuilder("{'components': [{'name':'a'");
        for (int i = 0; i <= 4096; i++) {
            fields.append(",'f").append(i).append("':0");
        }
        assertThatThrownBy(() -> read(fields + "}]}")).hasMessageContaining("more than 4096 fields");
    }
}
