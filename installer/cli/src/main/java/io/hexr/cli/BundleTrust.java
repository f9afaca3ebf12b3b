package io.hexr.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.console.Voice;
import io.hexr.format.Trust;
import io.hexr.signing.AllowedRollback;
import io.hexr.signing.Role;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.TrustException;
import io.hexr.signing.TrustPolicy;
import io.hexr.signing.Verified;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whom a command that reads a bundle believes. */
final class BundleTrust {
    @Mixin
    final TrustOption policy = new TrustOption();

    @Option(
            names = "--allow-rollback",
            paramLabel = "VERSION@SEQUENCE",
            converter = RollbackConverter.class,
            description = "Let exactly this older release pass, such as 0.7.2@41.")
    @Nullable
    AllowedRollback rollback;

    Trust of(Voice voice, List<SignatureFile> approvals) {
        return of(policy.required(voice.environment()), approvals);
    }

    private Trust of(TrustPolicy believed, List<SignatureFile> approvals) {
        Trust trust = Trust.of(believed, Instant.now()).withApprovals(approvals);
        return rollback == null ? trust : trust.allowing(rollback);
    }

    /**
     * What a command calls once it has taken a release over (pushed or installed it): from then on nothing older passes here. A rollback that was allowed
     * lowers nothing. The work is done by then, so a policy that cannot be written is a warning.
     */
    void accepted(Voice voice, Verified verified) {
        try {
            policy.updateRequired(voice.environment(), now -> now.accepted(verified));
        } catch (TrustException.FileFailed e) {
            voice.narration()
                    .warn("an older release still passes here, since the trust policy was not updated: "
                            + e.getMessage());
        }
    }

    /** For those who look before they approve: a release that only lacks approvals passes. Nothing but an approval may come of it. */
    Trust beforeApproval(Voice voice, List<SignatureFile> approvals) {
        TrustPolicy believed = policy.required(voice.environment());
        for (String release : believed.releases().keySet()) {
            believed = believed.requiring(release, Role.APPROVE, 0);
        }
        return of(believed, approvals);
    }

    /** As options, for a command that continues this one. */
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (policy.file != null) {
            words.addAll(List.of("--trust", policy.file));
        }
        if (rollback != null) {
            words.addAll(List.of("--allow-rollback", rollback.version() + "@" + rollback.sequence()));
        }
        return words;
    }

    static final class RollbackConverter implements ITypeConverter<AllowedRollback> {
        private static final Pattern FORM = Pattern.compile("([^@]{1,64})@([0-9]{1,18})");

        @Override
        public AllowedRollback convert(String value) {
            Matcher form = FORM.matcher(value);
            if (!form.matches()) {
                throw new TypeConversionException("'" + value + "' is not VERSION@SEQUENCE");
            }
            return new AllowedRollback(form.group(1), Long.parseLong(form.group(2)));
        }
    }
}
