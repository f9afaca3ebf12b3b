package io.hexr.bootstrap;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The command: {@code apply PLAN} and {@code model --from REFERENCE --to DIR}. */
public final class Bootstrap {
    private static final int BUG = 1;
    private static final int INTERRUPTED = 130;
    private static final long PLAN_BYTES = 4 << 20;

    private final Map<String, String> environment;
    private final Consumer<String> narration;

    private Bootstrap(Map<String, String> environment, Consumer<String> narration) {
        this.environment = environment;
        this.narration = narration;
    }

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.getenv(), System.out, System.err));
    }

    static int run(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            new Bootstrap(environment, line -> out.println("hexr-bootstrap: " + line)).run(args);
            return 0;
        } catch (BootstrapException e) {
            err.println("hexr-bootstrap: " + e.getMessage() + "\n  next: " + e.remedy());
            return e.status();
        } catch (InterruptedPause e) {
            err.println("hexr-bootstrap: stopped; the next run goes on where this one was");
            return INTERRUPTED;
        } catch (RuntimeException e) {
            err.println("hexr-bootstrap: this is a bug of hexr-bootstrap: " + e);
            for (StackTraceElement at : e.getStackTrace()) {
                err.println("  at " + at);
            }
            return BUG;
        }
    }

    private void run(List<String> args) {
        switch (args.isEmpty() ? "" : args.getFirst()) {
            case "apply" -> apply(args.subList(1, args.size()));
            case "model" -> model(args.subList(1, args.size()));
            case "help", "--help" -> narration.accept(BootstrapException.Usage.LINES);
            case "" -> throw new BootstrapException.Usage("it was not said what to do");
            default -> throw new BootstrapException.Usage("there is no command " + args.getFirst());
        }
    }

    private void apply(List<String> args) {
        if (args.size() != 1) {
            throw new BootstrapException.Usage("apply takes the plan, and nothing else");
        }
        Plan plan = Plan.parse(read(Path.of(args.getFirst())));
        PlanRunner.run(plan, Cluster.ofThisPod(environment), narration);
    }

    private static byte[] read(Path plan) {
        try {
            if (Files.size(plan) > PLAN_BYTES) {
                throw new BootstrapException.DocumentInvalid(plan.toString(), "has more than " + PLAN_BYTES + " bytes");
            }
            return Files.readAllBytes(plan);
        } catch (IOException e) {
            throw new BootstrapException.FileFailed(plan, e);
        }
    }

    private void model(List<String> args) {
        Map<String, String> given = new HashMap<>();
        String scheme = "https";
        for (int i = 0; i < args.size(); i++) {
            switch (args.get(i)) {
                case "--from", "--to" -> {
                    if (i + 1 == args.size()) {
                        throw new BootstrapException.Usage(args.get(i) + " lacks its value");
                    }
                    given.put(args.get(i), args.get(++i));
                }
                case "--plain-http" -> scheme = "http";
                default -> throw new BootstrapException.Usage("model does not know " + args.get(i));
            }
        }
        if (given.size() != 2) {
            throw new BootstrapException.Usage("model takes --from REFERENCE and --to DIR");
        }
        if (scheme.equals("http")) {
            narration.accept("WARNING: the registry is asked without TLS, as --plain-http says");
        }
        ModelReference reference = ModelReference.parse(given.getOrDefault("--from", ""));
        Registry registry = new Registry(
                reference,
                scheme,
                environment("DOCKER_CONFIG").flatMap(folder -> Credentials.of(Path.of(folder), reference.registry())),
                environment("SSL_CERT_FILE")
                        .map(file -> Web.trusting(Path.of(file)))
                        .orElseGet(Web::ofTheRuntime));
        new ModelCopy(reference, registry, Path.of(given.getOrDefault("--to", "")), Bootstrap::pause, narration).run();
    }

    private Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Kubernetes wants the pod to go. */
    static final class InterruptedPause extends RuntimeException {
        InterruptedPause(InterruptedException cause) {
            super("interrupted", cause);
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedPause(e);
        }
    }
}
