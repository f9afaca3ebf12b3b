package io.hexr.cli;

import io.hexr.console.Voice;
import io.hexr.install.Preflight;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "upgrade",
        header = "Replace the installed release by a later one; the same command continues one that was stopped.",
        description =
                "Before anything is touched the registry of --from is asked for every image, the API server for its judgement of every"
                        + " object; where nodes pull from another place, nobody asks, and that takes --accept registry.images=REASON. Kinds of"
                        + " objects come first. Where a workload does not become ready it stops, and pods that were not replaced go on serving;"
                        + " nothing is uninstalled.",
        footer = {
            "hexr install upgrade --from registry.site:5000/hexr:0.8.1 --profile air-gapped",
            "hexr install rbac --for upgrade --installed manifest.yaml --from registry.site:5000/hexr:0.8.1 --profile air-gapped --user installer",
        })
final class InstallUpgradeCommand implements Verb {
    @Mixin
    final InstallRun work = new InstallRun();

    @Override
    public Outcome run(Voice voice) {
        return work.run(voice, "upgrade", Preflight.Purpose.UPGRADE);
    }
}
