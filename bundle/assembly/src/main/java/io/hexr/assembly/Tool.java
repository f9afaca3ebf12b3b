package io.hexr.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs a foreign program to its end, in a plain locale, with what it says kept in files of the working folder. */
final class Tool {
    private static final int WORDS = 2000;
    private static final int OUTPUT = 64 << 20;

    /**
     * What a tool has of its caller's environment: where programs, folders and networks are, and how they are reached. Whatever else stands there can change
     * what a compiler or a linker writes, and nobody pinned it.
     */
    private static final Set<String> PASSED = Set.of(("PATH HOME USER LOGNAME TMPDIR XDG_CACHE_HOME XDG_CONFIG_HOME"
                    + " http_proxy https_proxy ftp_proxy no_proxy all_proxy"
                    + " HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY"
                    + " SSL_CERT_FILE SSL_CERT_DIR GIT_SSL_CAINFO SSH_AUTH_SOCK NETRC"
                    + " GOPATH GOMODCACHE GOCACHE GOTMPDIR GOPROXY GONOPROXY GOPRIVATE GOSUMDB GONOSUMDB GOINSECURE GOVCS GOAUTH"
                    + " GOMAXPROCS GOMEMLIMIT GOGC"
                    + " JAVA_HOME MAVEN_OPTS MAVEN_ARGS APT_CONFIG"
                    + " PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST PIP_PROXY PIP_CERT PIP_CLIENT_CERT PIP_CONFIG_FILE"
                    + " REQUESTS_CA_BUNDLE CURL_CA_BUNDLE PYENV_ROOT PYENV_VERSION")
            .split(" "));

    private final Path work;
    private final String need;
    private final Runnable pulse;

    /** @param need what the program is run for; said where it is missing */
    Tool(Path work, String need, Runnable pulse) {
        this.work = work;
        this.need = need;
        this.pulse = pulse;
    }

    /** What the program wrote to its standard output. */
    String run(Path in, Map<String, String> environment, List<String> command) {
        String name = command.getFirst();
        Path out = work.resolve("stdout");
        Path err = work.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> passed = environment(builder.environment(), environment);
        builder.environment().clear();
        builder.environment().putAll(passed);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssemblyException.ToolMissing(name, need);
        }
        int status = await(process);
        if (status != 0) {
            throw new AssemblyException.ToolFailed(
                    name, "ended with " + status + " for " + need, tail(err) + tail(out));
        }
        return new String(SmallFile.read(need, out, OUTPUT), StandardCharsets.UTF_8);
    }

    static Map<String, String> environment(Map<String, String> caller, Map<String, String> own) {
        Map<String, String> all = new HashMap<>(caller);
        all.keySet().retainAll(PASSED);
        all.put("LC_ALL", "C");
        all.putAll(own);
        return all;
    }

    private int await(Process process) {
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                pulse.run();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new io.hexr.oci.OciException.Interrupted(need);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String tail(Path file) {
        try {
            String all = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return all.length() <= WORDS ? all : "..." + all.substring(all.length() - WORDS);
        } catch (IOException e) {
            return "";
        }
    }
}
