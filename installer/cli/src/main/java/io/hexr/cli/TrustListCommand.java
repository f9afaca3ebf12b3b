package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.signing.Role;
import io.hexr.signing.Signer;
import io.hexr.signing.SignerSet;
import io.hexr.signing.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        header = "Show who is believed for what, and which keys are revoked.",
        footer = {"hexr trust list", "hexr trust list --trust site.json --output json"})
final class TrustListCommand implements Verb {
    /** The columns of {@link #rows}. */
    static final List<String> SIGNER = List.of("release", "role", "signer", "algorithm", "fingerprint", "valid");

    @Mixin
    final TrustOption trust = new TrustOption();

    @Override
    public Outcome run(Voice voice) {
        return Outcome.done(report(trust.required(voice.environment()), trust.path(voice.environment())));
    }

    /** The whole policy; what every command that changes one prints. */
    static Report report(TrustPolicy policy, Path path) {
        List<List<Cell>> releases = new ArrayList<>();
        List<List<Cell>> signers = new ArrayList<>();
        policy.releases().forEach((name, trust) -> {
            releases.add(List.of(
                    Cell.of(name),
                    Cell.of(trust.release().threshold()),
                    Cell.of(trust.approve().threshold()),
                    Cell.of(trust.minimumSequence()),
                    Cell.of(trust.rotations())));
            rows(signers, name, Role.RELEASE, trust.release());
            rows(signers, name, Role.APPROVE, trust.approve());
        });
        List<List<Cell>> revoked = policy.revoked().values().stream()
                .map(gone -> List.<Cell>of(
                        Cell.of(gone.key().toString()), new Cell.Moment(gone.at()), Cell.of(gone.reason())))
                .toList();
        List<List<Cell>> forgotten = policy.forgotten().entrySet().stream()
                .map(past -> List.<Cell>of(
                        Cell.of(past.getKey()),
                        Cell.of(past.getValue().minimumSequence()),
                        Cell.of(past.getValue().rotations())))
                .toList();
        return Report.of("trust-policy")
                .with("policy", path.toString())
                .with(new Report.Table(
                        "releases",
                        List.of("release", "releasers", "approvers", "minimumSequence", "rotations"),
                        releases))
                .with(new Report.Table("signers", SIGNER, signers))
                .with(new Report.Table("revoked", List.of("fingerprint", "since", "reason"), revoked))
                .with(new Report.Table("forgotten", List.of("release", "minimumSequence", "rotations"), forgotten));
    }

    static void rows(List<List<Cell>> rows, String release, Role role, SignerSet set) {
        for (Signer signer : set.signers()) {
            signer.keys()
                    .forEach(key -> rows.add(List.of(
                            Cell.of(release),
                            Cell.of(role.token()),
                            Cell.of(signer.name()),
                            Cell.of(key.algorithm().token()),
                            Cell.of(key.fingerprint().toString()),
                            Cell.of(signer.validity().toString()))));
        }
    }
}
