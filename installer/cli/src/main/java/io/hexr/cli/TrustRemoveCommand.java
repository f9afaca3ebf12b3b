package io.hexr.cli;

import io.hexr.console.Voice;
import io.hexr.signing.Role;
import io.hexr.signing.TrustPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "remove",
        header = "Take a signer out, or believe nobody for a release any more.",
        footer = {
            "hexr trust remove --release hexr --signer officer --role approve",
            "hexr trust remove --release old-product",
        })
final class TrustRemoveCommand implements Verb {
    @Option(names = "--release", required = true, paramLabel = "NAME", description = "The release.")
    String release = "";

    @Option(
            names = "--signer",
            paramLabel = "NAME",
            description = "The signer; without it the whole release is forgotten.")
    @Nullable
    String signer;

    @Option(
            names = "--role",
            paramLabel = "release|approve",
            converter = RoleConverter.class,
            description = "The role the signer has.")
    Role role = Role.RELEASE;

    @Mixin
    final TrustOption trust = new TrustOption();

    @Override
    public Outcome run(Voice voice) {
        TrustPolicy policy = trust.updateRequired(
                voice.environment(),
                before -> signer == null ? before.forget(release) : before.remove(release, role, signer));
        return Outcome.done(TrustListCommand.report(policy, trust.path(voice.environment())));
    }
}
