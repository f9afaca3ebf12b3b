package io.hexr.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

import io.hexr.console.ConsoleException;
import io.hexr.console.Environment;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.signing.TrustPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which trust policy counts. Given in view or taken from the user's own folder; never from the working folder, which may have come with the bundle. */
final class TrustOption {
    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "The trust policy; else trust.json below the XDG config folder.")
    @Nullable
    Path file;

    Path path(Environment environment) {
        if (file != null) {
            return file;
        }
        return environment
                .configHome()
                .map(folder -> folder.resolve("trust.json"))
                .orElseThrow(() -> new ConsoleException.Refused(
                        Problem.of(GeneralCode.USAGE, "there is no home folder to keep a trust policy in")
                                .because("neither HOME nor XDG_CONFIG_HOME is set")
                                .next("name the policy: --trust FILE")));
    }

    /** The policy as it stands. A check without a policy is refused here, before anything is read. */
    TrustPolicy required(Environment environment) {
        Path path = path(environment);
        return TrustPolicy.find(path)
                .orElseThrow(() -> new ConsoleException.Refused(
                        Problem.of(GeneralCode.TRUST_POLICY_MISSING, "there is no trust policy at " + path)
                                .about(path.toString())));
    }

    /** The policy as it stands, or one that believes nobody: to read what signatures say without believing them. */
    TrustPolicy orNobody(Environment environment) {
        return TrustPolicy.find(path(environment)).orElseGet(TrustPolicy::empty);
    }

    /** Changes the policy; where there is none yet, one that believes nobody. */
    TrustPolicy update(Environment environment, UnaryOperator<TrustPolicy> change) {
        Path path = path(environment);
        if (file == null) {
            makeFolder(path);
        }
        return TrustPolicy.update(path, change);
    }

    /** Changes a policy that is there. */
    TrustPolicy updateRequired(Environment environment, UnaryOperator<TrustPolicy> change) {
        required(environment);
        return update(environment, change);
    }

    private static void makeFolder(Path path) {
        try {
            Files.createDirectories(java.util.Objects.requireNonNull(path.getParent(), "a file below a folder"));
        } catch (java.io.IOException e) {
            throw new ConsoleException.Refused(Problem.of(
                            GeneralCode.FILE_UNWRITABLE, "the folder of " + path + " cannot be made: " + e.getMessage())
                    .about(path.toString()));
        }
    }
}
