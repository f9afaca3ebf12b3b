package io.hexr.assembly;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a tool sees of its caller. */
final class ToolTest {
    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CPATH", "LIBRARY_PATH", "COMPILER_PATH", "LD_RUN_PATH", "LD_LIBRARY_PATH", "SOURCE_DATE_EPOCH",
                "GO_EXTLINK_ENABLED", "GOROOT", "GOFLAGS", "GODEBUG", "CGO_LDFLAGS", "JDK_JAVA_OPTIONS"
            })
    void hasNothingThatChangesWhatIsBuilt(String name) {
        assertThat(Tool.environment(Map.of(name, "x", "PATH", "/bin"), Map.of()))
                .isEqualTo(Map.of("PATH", "/bin", "LC_ALL", "C"));
    }

    @Test
    void hasWhatFindsProgramsAndSources() {
        Map<String, String> caller =
                Map.of("PATH", "/bin", "HOME", "/h", "GOPROXY", "https://a.invalid", "LC_ALL", "x");
        assertThat(Tool.environment(caller, Map.of("GOFLAGS", "", "HOME", "/other")))
                .isEqualTo(Map.of(
                        "PATH",
                        "/bin",
                        "HOME",
                        "/other",
                        "GOPROXY",
                        "https://a.invalid",
                        "GOFLAGS",
                        "",
                        "LC_ALL",
                        "C"));
    }

    @Test
    void isRunWithThatAndNothingElse() {
        Map<String, String> own = Map.of("GOFLAGS", "");
        String seen = new Tool(work, "a test", () -> {}).run(work, own, List.of("env", "-0"));
        TreeSet<String> names = new TreeSet<>();
        for (String line : seen.split("\0", 0)) {
            names.add(line.substring(0, line.indexOf('=')));
        }
        assertThat(names)
                .isEqualTo(new TreeSet<>(Tool.environment(System.getenv(), own).keySet()))
                .contains("PATH", "LC_ALL", "GOFLAGS");
    }
}
