package io.hexr.cli;

import io.hexr.console.Voice;
import io.hexr.install.Preflight;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "apply",
        header = "Carry out what hexr install plan says; the same command continues one that was stopped.",
        description =
                "Where another release is installed it is refused: hexr install upgrade leads forward, hexr install restore back.",
        footer = {
            "hexr install apply --from registry.site:5000/hexr --profile air-gapped",
            "hexr install apply --from registry.site:5000/hexr --profile air-gapped --plan plan.json --yes",
        })
final class InstallApplyCommand implements Verb {
    @Mixin
    final InstallRun work = new InstallRun();

    @Override
    public Outcome run(Voice voice) {
        return work.run(voice, "apply", Preflight.Purpose.INSTALL);
    }
}
