package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.hexr.cluster.Kubeconfig;
import io.hexr.console.ConsoleException;
import io.hexr.console.Environment;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The cluster a command works on. Only the API server of the chosen context is contacted. */
final class ClusterOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How the cluster is reached; else KUBECONFIG, else .kube/config at home.")
    @Nullable
    Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Which context of it; else its current one.")
    @Nullable
    String context;

    @Option(names = "--namespace", paramLabel = "NAME", description = "The namespace of the release.")
    String namespace = "hexr-system";

    Kubeconfig read(Environment environment) {
        if (!namespace.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.USAGE, "'" + namespace + "' is no name of a namespace")
                            .because("lower-case letters, digits and dashes make one")
                            .next("--namespace hexr-system"));
        }
        return Kubeconfig.read(file(environment), context);
    }

    private Path file(Environment environment) {
        if (kubeconfig != null) {
            return kubeconfig;
        }
        Optional<String> named = environment.variable("KUBECONFIG");
        if (named.isPresent() && named.get().contains(":")) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "KUBECONFIG names several files")
                    .because("which of them is meant is not to be guessed here")
                    .next("name one: --kubeconfig FILE"));
        }
        return named.map(environment.workingFolder()::resolve)
                .or(() -> environment
                        .folder("HOME")
                        .map(home -> home.resolve(".kube").resolve("config")))
                .orElseThrow(() -> new ConsoleException.Refused(
                        Problem.of(GeneralCode.USAGE, "no kubeconfig is known").next("name it: --kubeconfig FILE")));
    }

    /** As options, for a command that continues this one. */
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (kubeconfig != null) {
            words.addAll(List.of("--kubeconfig", kubeconfig));
        }
        if (context != null) {
            words.addAll(List.of("--context", context));
        }
        if (!namespace.equals("hexr-system")) {
            words.addAll(List.of("--namespace", namespace));
        }
        return words;
    }
}
