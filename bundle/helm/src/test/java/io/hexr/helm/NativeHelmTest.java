package io.hexr.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.marcnuri.helm.jni.NativeLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NativeHelmTest {
    private static final Path NATIVE = Path.of("target", "native");

    @TempDir
    private Path temp;

    @Test
    void refusesAnotherSystemByName() {
        assertThatThrownBy(() -> NativeHelm.load(NATIVE, "Mac OS X", "aarch64"))
                .isInstanceOf(HelmException.HostUnsupported.class)
                .hasMessageContaining("Mac OS X on aarch64");
        assertThatThrownBy(() -> NativeHelm.load(NATIVE, "Linux", "aarch64"))
                .isInstanceOf(HelmException.HostUnsupported.class);
    }

    @Test
    void refusesAFolderWithoutTheCode() {
        assertThatThrownBy(() -> NativeHelm.load(temp, "Linux", "amd64"))
                .isInstanceOf(HelmException.LibraryMissing.class)
                .hasMessageContaining("libjnidispatch.so");
    }

    @Test
    void refusesCodeThatThisHostCannotLoad() throws IOException {
        Files.copy(NATIVE.resolve("libjnidispatch.so"), temp.resolve("libjnidispatch.so"));
        Files.writeString(temp.resolve("helm-linux-amd64.so"), "no shared object");
        // the bridge is loaded once in a process: from the right folder first
        Helm.load(NATIVE);
        assertThatThrownBy(() -> NativeHelm.load(temp, "Linux", "amd64"))
                .isInstanceOf(HelmException.LibraryUnusable.class)
                .hasMessageContaining("helm-linux-amd64.so cannot be loaded");
    }

    @Test
    void refusesALauncherThatLeavesTheWayToTheInternetOpen() {
        String was = System.clearProperty(NativeHelm.NO_REMOTE_JAR);
        try {
            assertThatThrownBy(() -> Helm.load(NATIVE)).isInstanceOf(HelmException.LauncherUnsafe.class);
        } finally {
            System.setProperty(NativeHelm.NO_REMOTE_JAR, String.valueOf(was));
        }
    }

    @Test
    void everyLauncherShutsThatWayAndNamesTheInstalledCode() throws IOException {
        Path root = Path.of("..", "..");
        for (Path launcher : List.of(root.resolve("hexr"), root.resolve("installer/distribution/launcher"))) {
            assertThat(Files.readString(launcher)).as(launcher.toString()).contains("/jvm.options\"", "-Dhexr.native=");
        }
        assertThat(Files.readString(root.resolve("installer/distribution/jvm.options")))
                .contains("-D" + NativeHelm.NO_REMOTE_JAR + "=true", "--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void theLibrarysOwnLoaderFindsNothingAndFetchesNothing() {
        assertThatThrownBy(NativeLibrary::getInstance)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No NativeLibrary implementation found");
    }

    @Test
    void loadingWritesNothingToTheTempFolder() throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        List<Path> before = native_(folder);
        Helm.load(NATIVE);
        assertThat(native_(folder)).isEqualTo(before);
    }

    private static List<Path> native_(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("(jna|helm).*(\\.so|\\.tmp|native.*)"))
                    .sorted()
                    .toList();
        }
    }
}
