package io.hexr.cli;

import io.hexr.console.Voice;
import io.hexr.install.Preflight;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        header = "Go back to an earlier release; the same command continues one that was stopped.",
        description =
                "The earlier release is verified like any other; where the trust policy has seen a later one, --allow-rollback names"
                        + " it. --check looks whether every image, the chart, the values and the kinds of objects are fit, before anything is"
                        + " touched. What workloads keep on volumes is named; it is neither saved nor brought back.",
        footer = {
            "hexr install restore --check --from registry.site:5000/hexr:0.8.0 --profile air-gapped --allow-rollback 0.8.0@1",
            "hexr install restore --from registry.site:5000/hexr:0.8.0 --profile air-gapped --allow-rollback 0.8.0@1",
        })
final class InstallRestoreCommand implements Verb {
    @Mixin
    final InstallRun work = new InstallRun();

    @Option(names = "--check", description = "Say whether going back would work; change nothing.")
    boolean check;

    @Override
    public Outcome run(Voice voice) {
        return check
                ? work.checked(voice, "restore", Preflight.Purpose.RESTORE)
                : work.run(voice, "restore", Preflight.Purpose.RESTORE);
    }
}
