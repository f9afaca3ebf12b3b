package io.hexr.cli;

import io.hexr.console.Voice;
import io.hexr.signing.Role;
import io.hexr.signing.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "require",
        header = "Set how many signers of a role a release needs.",
        footer = {"hexr trust require --release hexr --role approve --threshold 2"})
final class TrustRequireCommand implements Verb {
    @Option(names = "--release", required = true, paramLabel = "NAME", description = "The release.")
    String release = "";

    @Option(
            names = "--role",
            required = true,
            paramLabel = "release|approve",
            converter = RoleConverter.class,
            description = "Whose number is set.")
    Role role = Role.RELEASE;

    @Option(names = "--threshold", required = true, paramLabel = "N", description = "How many of them must sign.")
    int threshold;

    @Mixin
    final TrustOption trust = new TrustOption();

    @Override
    public Outcome run(Voice voice) {
        TrustPolicy policy =
                trust.updateRequired(voice.environment(), before -> before.requiring(release, role, threshold));
        return Outcome.done(TrustListCommand.report(policy, trust.path(voice.environment())));
    }
}
