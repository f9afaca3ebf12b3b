package io.hexr.console;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.Locale;

import io.hexr.assembly.AssemblyException;
import io.hexr.cluster.ClusterException;
import io.hexr.format.BundleException;
import io.hexr.helm.HelmException;
import io.hexr.install.InstallException;
import io.hexr.oci.OciException;
import io.hexr.registry.RegistryException;
import io.hexr.signing.TrustException;
import io.hexr.transfer.RefusalAdvice;
import io.hexr.transfer.TransferException;

/**
 * From an exception to what the user reads. One method per family, each an exhaustive switch without a default: a new case does not compile until it has a
 * code. What belongs to no family is a bug of ours.
 */
public final class Problems {
    private Problems() {}

    /** What to tell, and by its status how to end. */
    public static Problem of(Throwable failure) {
        if (failure instanceof ConsoleException ours) {
            // before the others, so that a mistyped command does not load the exception families of every module
            return console(ours);
        }
        return switch (failure) {
            case OciException e -> oci(e);
            case TrustException e -> trust(e);
            case BundleException e -> bundle(e).about(e.resource());
            case AssemblyException e -> assembly(e).about(e.resource());
            case RegistryException e -> registry(e);
            case TransferException e -> transfer(e).about(e.resource());
            case HelmException e -> helm(e).about(e.resource());
            case ClusterException e -> InstallProblems.of(e).about(e.resource());
            case InstallException e -> InstallProblems.of(e).about(e.resource());
            case InvalidPathException e ->
                Problem.of(GeneralCode.PATH_MALFORMED, "not a path here: " + e.getInput())
                        .about(e.getInput());
            default -> bug(failure);
        };
    }

    /** A stop that was asked for, with the command that continues. */
    public static Problem interrupted(Cancellation cancellation) {
        return Problem.of(GeneralCode.INTERRUPTED, "interrupted").next(cancellation.howToContinue());
    }

    static Problem bug(Throwable failure) {
        return Problem.of(
                GeneralCode.BUG,
                "unexpected " + failure.getClass().getSimpleName()
                        + (failure.getMessage() == null ? "" : ": " + failure.getMessage()));
    }

    private static Problem console(ConsoleException failure) {
        return switch (failure) {
            case ConsoleException.OutputClosed e -> Problem.of(GeneralCode.OUTPUT_FAILED, text(e));
            case ConsoleException.OutputFailed e -> Problem.of(outOfSpaceOr(GeneralCode.OUTPUT_FAILED, e), text(e));
            case ConsoleException.AnswerNeeded e -> Problem.of(GeneralCode.ANSWER_NEEDED, text(e));
            case ConsoleException.Interrupted e ->
                Problem.of(GeneralCode.INTERRUPTED, text(e)).next(e.howToContinue());
            case ConsoleException.Refused e -> e.problem();
        };
    }

    private static Problem oci(OciException failure) {
        return switch (failure) {
            case OciException.MalformedDigest e -> Problem.of(OciCode.DIGEST_MALFORMED, text(e));
            case OciException.MalformedReference e -> Problem.of(OciCode.REFERENCE_MALFORMED, text(e));
            case OciException.MalformedDocument e -> Problem.of(OciCode.DOCUMENT_MALFORMED, text(e));
            case OciException.TooLarge e -> Problem.of(OciCode.CONTENT_TOO_LARGE, text(e));
            case OciException.DigestMismatch e ->
                Problem.of(OciCode.DIGEST_MISMATCH, text(e)).about(e.expected().toString());
            case OciException.SizeMismatch e -> Problem.of(OciCode.SIZE_MISMATCH, text(e));
            case OciException.NotFound e -> Problem.of(OciCode.CONTENT_MISSING, text(e));
            case OciException.GraphRefused e -> Problem.of(OciCode.GRAPH_REFUSED, text(e));
            case OciException.StoreFailed e -> Problem.of(outOfSpaceOr(OciCode.STORE_FAILED, e), text(e));
            case OciException.NotEnoughSpace e -> Problem.of(GeneralCode.DISK_FULL, text(e));
            case OciException.Interrupted e -> Problem.of(GeneralCode.INTERRUPTED, text(e));
            case OciException.CopyFailed e -> copy(e);
        };
    }

    private static Problem trust(TrustException failure) {
        return switch (failure) {
            case TrustException.Unsigned e ->
                Problem.of(TrustCode.UNSIGNED, text(e)).about(e.release());
            case TrustException.BadSignature e ->
                Problem.of(TrustCode.SIGNATURE_WRONG, text(e)).about(e.file());
            case TrustException.ThresholdNotMet e -> Problem.of(TrustCode.THRESHOLD_NOT_MET, text(e));
            case TrustException.ApprovalMissing e -> Problem.of(TrustCode.APPROVAL_MISSING, text(e));
            case TrustException.Rollback e -> Problem.of(TrustCode.ROLLBACK_REFUSED, text(e));
            case TrustException.Expired e ->
                Problem.of(TrustCode.KEY_EXPIRED, text(e)).about(e.signer());
            case TrustException.Revoked e ->
                Problem.of(TrustCode.KEY_REVOKED, text(e)).about(e.key().toString());
            case TrustException.UnknownRelease e ->
                Problem.of(TrustCode.RELEASE_UNKNOWN, text(e)).about(e.release());
            case TrustException.AlgorithmRefused e -> Problem.of(TrustCode.ALGORITHM_REFUSED, text(e));
            case TrustException.MalformedStatement e -> Problem.of(TrustCode.STATEMENT_MALFORMED, text(e));
            case TrustException.MalformedSignature e ->
                Problem.of(TrustCode.SIGNATURE_MALFORMED, text(e)).about(e.file());
            case TrustException.MalformedPolicy e -> Problem.of(TrustCode.POLICY_MALFORMED, text(e));
            case TrustException.PolicyChangeRefused e -> Problem.of(TrustCode.POLICY_CHANGE_REFUSED, text(e));
            case TrustException.RotationRefused e -> Problem.of(TrustCode.ROTATION_REFUSED, text(e));
            case TrustException.MalformedKey e -> Problem.of(TrustCode.KEY_MALFORMED, text(e));
            case TrustException.WrongPassphrase e -> Problem.of(TrustCode.PASSPHRASE_WRONG, text(e));
            case TrustException.PassphraseRefused e -> Problem.of(TrustCode.PASSPHRASE_REFUSED, text(e));
            case TrustException.FingerprintMismatch e ->
                Problem.of(TrustCode.FINGERPRINT_MISMATCH, text(e))
                        .about(e.actual().toString());
            case TrustException.MalformedCustody e -> Problem.of(TrustCode.CUSTODY_MALFORMED, text(e));
            case TrustException.TooLarge e -> Problem.of(TrustCode.TRUST_FILE_TOO_LARGE, text(e));
            case TrustException.AlreadyThere e ->
                Problem.of(TrustCode.FILE_ALREADY_THERE, text(e)).about(e.file().toString());
            case TrustException.FileFailed e -> Problem.of(outOfSpaceOr(TrustCode.TRUST_FILE_FAILED, e), text(e));
        };
    }

    private static Problem registry(RegistryException failure) {
        return switch (failure) {
            case RegistryException.Unreachable e ->
                Problem.of(RegistryCode.REGISTRY_UNREACHABLE, text(e)).about(e.host() + ":" + e.port());
            case RegistryException.ConnectionLost e -> Problem.of(RegistryCode.CONNECTION_LOST, text(e));
            case RegistryException.TlsRefused e -> tls(e).about(e.at().toString());
            case RegistryException.PlainHttpRefused e -> Problem.of(RegistryCode.PLAIN_HTTP_REFUSED, text(e));
            case RegistryException.ProxyRefused e -> Problem.of(RegistryCode.PROXY_REFUSED, text(e));
            case RegistryException.EgressRefused e ->
                Problem.of(RegistryCode.EGRESS_REFUSED, text(e)).about(e.at().toString());
            case RegistryException.RedirectRefused e ->
                Problem.of(RegistryCode.REDIRECT_REFUSED, text(e)).about(e.to().toString());
            case RegistryException.ProtocolViolation e -> Problem.of(RegistryCode.PROTOCOL_VIOLATED, text(e));
            case RegistryException.DigestLied e -> Problem.of(RegistryCode.REGISTRY_DIGEST_WRONG, text(e));
            case RegistryException.Answered e -> answered(e);
            case RegistryException.BadAddress e -> Problem.of(RegistryCode.ADDRESS_MALFORMED, text(e));
            case RegistryException.BadCredentials e -> Problem.of(RegistryCode.CREDENTIALS_UNUSABLE, text(e));
            case RegistryException.BadCertificate e -> Problem.of(RegistryCode.CERTIFICATE_UNUSABLE, text(e));
            case RegistryException.Interrupted e -> Problem.of(GeneralCode.INTERRUPTED, text(e));
            case RegistryException.StoreFailed e ->
                Problem.of(outOfSpaceOr(RegistryCode.REGISTRY_STORE_FAILED, e), text(e))
                        .about(e.path().toString());
            case RegistryException.BadPlan e -> Problem.of(RegistryCode.COLLECTION_LIST_REFUSED, text(e));
            case RegistryException.StoreRefused e -> Problem.of(RegistryCode.REGISTRY_STORE_REFUSED, text(e));
            case RegistryException.AddressInUse e -> Problem.of(RegistryCode.ADDRESS_IN_USE, text(e));
            case RegistryException.InsecureListen e -> Problem.of(RegistryCode.LISTEN_INSECURE, text(e));
            case RegistryException.BadHtpasswd e -> Problem.of(RegistryCode.PASSWORD_FILE_MALFORMED, text(e));
        };
    }

    private static Problem tls(RegistryException.TlsRefused failure) {
        Problem problem = Problem.of(RegistryCode.TLS_REFUSED, text(failure));
        return failure.reason() == RegistryException.TlsRefused.Reason.NOT_TLS
                ? problem.because("the registry is served in clear text, or the port is another server's")
                        .next("correct the port, or allow clear text for this one host with --plain-http")
                : problem;
    }

    /** A refusal of the server: its own words are taken out of the message and quoted as what they are. */
    private static Problem answered(RegistryException.Answered failure) {
        ProblemCode code =
                switch (failure) {
                    case RegistryException.Unauthorized e -> RegistryCode.CREDENTIALS_REFUSED;
                    case RegistryException.Forbidden e -> RegistryCode.ACCESS_DENIED;
                    case RegistryException.NotFound e -> RegistryCode.REPOSITORY_MISSING;
                    case RegistryException.TooLarge e -> RegistryCode.REQUEST_TOO_LARGE;
                    case RegistryException.RateLimited e -> RegistryCode.RATE_LIMITED;
                    case RegistryException.ReadOnlyRegistry e -> RegistryCode.REGISTRY_READ_ONLY;
                    case RegistryException.DiskFullAtRegistry e -> RegistryCode.REGISTRY_FULL;
                    case RegistryException.ImmutableTag e -> RegistryCode.TAG_IMMUTABLE;
                    case RegistryException.NotSupported e -> RegistryCode.REGISTRY_LACKS_FEATURE;
                    case RegistryException.Rejected e -> RegistryCode.REGISTRY_REJECTED;
                    case RegistryException.ServerFailed e -> RegistryCode.REGISTRY_FAILED;
                };
        String words = failure.words().text();
        if (words.isEmpty()) {
            return Problem.of(code, text(failure));
        }
        String ours = text(failure).replace("; the registry says: \"" + words + "\"", "");
        Problem told = Problem.of(code, ours).saying(words);
        return RefusalAdvice.of(failure)
                .map(advice -> told.because(advice.cause()).next(advice.remedy()))
                .orElse(told);
    }

    private static Problem assembly(AssemblyException failure) {
        return switch (failure) {
            case AssemblyException.SourceMissing e -> Problem.of(AssemblyCode.SOURCE_MISSING, text(e));
            case AssemblyException.SourceUnreadable e -> Problem.of(AssemblyCode.SOURCE_UNREADABLE, text(e));
            case AssemblyException.ContentRefused e -> Problem.of(AssemblyCode.CONTENT_REFUSED, text(e));
            case AssemblyException.ModelRefused e -> Problem.of(AssemblyCode.MODEL_REFUSED, text(e));
            case AssemblyException.WheelRefused e -> Problem.of(AssemblyCode.WHEEL_REFUSED, text(e));
            case AssemblyException.IntakeFailed e -> intake(e);
            case AssemblyException.OpenRelease e -> Problem.of(AssemblyCode.CONTENT_INCOMPLETE, text(e));
            case AssemblyException.OutputTaken e -> Problem.of(AssemblyCode.OUTPUT_TAKEN, text(e));
            case AssemblyException.NotBuilt e -> Problem.of(AssemblyCode.RELEASE_NOT_BUILT, text(e));
            case AssemblyException.SourceUnpinned e -> Problem.of(AssemblyCode.SOURCE_UNPINNED, text(e));
            case AssemblyException.SourceChanged e -> Problem.of(AssemblyCode.SOURCE_CHANGED, text(e));
            case AssemblyException.SourceUnavailable e -> Problem.of(AssemblyCode.SOURCE_UNAVAILABLE, text(e));
            case AssemblyException.ToolMissing e -> Problem.of(AssemblyCode.TOOL_MISSING, text(e));
            case AssemblyException.ToolFailed e ->
                Problem.of(AssemblyCode.TOOL_FAILED, text(e)).saying(e.words());
            case AssemblyException.DiskShort e ->
                Problem.of(GeneralCode.DISK_FULL, text(e))
                        .next("free " + Amounts.bytes(Math.max(0, e.needed() - e.free()))
                                + " more (check with: df -h) and run the same command again");
            case AssemblyException.OutputFailed e ->
                Problem.of(outOfSpaceOr(AssemblyCode.RELEASE_UNWRITABLE, e), text(e));
        };
    }

    private static Problem helm(HelmException failure) {
        return switch (failure) {
            case HelmException.HostUnsupported e -> Problem.of(HelmCode.HOST_UNSUPPORTED, text(e));
            case HelmException.LibraryMissing e -> Problem.of(HelmCode.HELM_MISSING, text(e));
            case HelmException.LibraryUnusable e -> Problem.of(HelmCode.HELM_UNUSABLE, text(e));
            case HelmException.LauncherUnsafe e -> Problem.of(HelmCode.LAUNCHER_UNSAFE, text(e));
            case HelmException.ChartInvalid e -> Problem.of(HelmCode.CHART_INVALID, text(e));
            case HelmException.DocumentInvalid e -> Problem.of(HelmCode.CHART_DOCUMENT_INVALID, text(e));
            case HelmException.ValuesRefused e ->
                Problem.of(HelmCode.VALUES_REFUSED, text(e))
                        .next(String.join(
                                "; ",
                                e.refusals().stream()
                                        .map(refusal -> e.refusals().size() == 1
                                                ? refusal.remedy()
                                                : refusal.key() + ": " + refusal.remedy())
                                        .toList()));
            case HelmException.RenderFailed e ->
                Problem.of(HelmCode.CHART_NOT_RENDERED, text(e)).saying(e.words());
            case HelmException.ApplyFailed e ->
                Problem.of(HelmCode.HELM_APPLY_FAILED, text(e)).saying(e.words());
            case HelmException.ManifestsRefused e -> Problem.of(HelmCode.MANIFESTS_REFUSED, text(e));
            case HelmException.WorldOpen e -> Problem.of(HelmCode.WORLD_OPEN, text(e));
            case HelmException.FileFailed e -> Problem.of(HelmCode.CHART_FILE_FAILED, text(e));
        };
    }

    /** An artifact fails as its content failed, told with the artifact. */
    private static Problem intake(AssemblyException.IntakeFailed failure) {
        Problem content = oci(failure.content());
        return new Problem(
                content.code(), text(failure), content.resource(), content.cause(), content.remedy(), content.said());
    }

    private static Problem bundle(BundleException failure) {
        return switch (failure) {
            case BundleException.Corrupt e -> Problem.of(BundleCode.BUNDLE_CORRUPT, text(e));
            case BundleException.Refused e -> Problem.of(BundleCode.BUNDLE_REFUSED, text(e));
            case BundleException.TooNew e ->
                Problem.of(BundleCode.BUNDLE_TOO_NEW, text(e)).next("get hexr " + e.reader() + " or later");
            case BundleException.TooOld e -> Problem.of(BundleCode.BUNDLE_TOO_OLD, text(e));
            case BundleException.Invalid e -> Problem.of(BundleCode.DOCUMENT_INVALID, text(e));
            case BundleException.Unreadable e -> Problem.of(BundleCode.BUNDLE_UNREADABLE, text(e));
            case BundleException.Unwritable e -> Problem.of(outOfSpaceOr(BundleCode.OUTPUT_UNWRITABLE, e), text(e));
            case BundleException.DiskFull e ->
                Problem.of(GeneralCode.DISK_FULL, text(e))
                        .next("free " + Amounts.bytes(Math.max(0, e.needed() - e.free()))
                                + " more (check with: df -h) and run the same command again");
            case BundleException.Locked e -> Problem.of(BundleCode.OUTPUT_LOCKED, text(e));
            case BundleException.Stopped e -> Problem.of(BundleCode.CREATION_STOPPED, text(e));
            case BundleException.Incomplete e -> Problem.of(BundleCode.BUNDLE_INCOMPLETE, text(e));
            case BundleException.NotAPartSize e -> Problem.of(BundleCode.PART_SIZE_MALFORMED, text(e));
            case BundleException.PartMissing e -> Problem.of(BundleCode.PART_MISSING, text(e));
            case BundleException.PartDamaged e -> Problem.of(BundleCode.PART_DAMAGED, text(e));
            case BundleException.PartIndexRefused e -> Problem.of(BundleCode.PART_INDEX_REFUSED, text(e));
            case BundleException.PartOutputTaken e -> Problem.of(BundleCode.PART_OUTPUT_TAKEN, text(e));
        };
    }

    private static Problem transfer(TransferException failure) {
        return switch (failure) {
            case TransferException.GroupsIncomplete e -> Problem.of(TransferCode.GROUPS_INCOMPLETE, text(e));
            case TransferException.UnknownGroup e -> Problem.of(TransferCode.GROUP_UNKNOWN, text(e));
            case TransferException.VersionTaken e -> Problem.of(TransferCode.VERSION_TAKEN, text(e));
            case TransferException.Stopped e -> Problem.of(TransferCode.PUSH_STOPPED, text(e));
            case TransferException.ImagesDiffer e -> Problem.of(TransferCode.IMAGES_DIFFER, text(e));
            case TransferException.Unwritable e -> Problem.of(outOfSpaceOr(TransferCode.RESULT_UNWRITABLE, e), text(e));
            case TransferException.ReleaseMissing e -> Problem.of(TransferCode.RELEASE_NOT_THERE, text(e));
            case TransferException.ReleaseAmbiguous e -> Problem.of(TransferCode.RELEASE_AMBIGUOUS, text(e));
            case TransferException.WrongRelease e -> Problem.of(TransferCode.RELEASE_TAG_WRONG, text(e));
            case TransferException.ReleaseUnreadable e -> Problem.of(TransferCode.RELEASE_UNREADABLE, text(e));
            case TransferException.NotThere e -> Problem.of(TransferCode.RELEASE_INCOMPLETE, text(e));
            case TransferException.ListRefused e -> Problem.of(TransferCode.LIST_REFUSED, text(e));
            case TransferException.ListUnreadable e -> Problem.of(GeneralCode.FILE_UNREADABLE, text(e));
        };
    }

    /** A copy fails as its side failed, told with the side. */
    private static Problem copy(OciException.CopyFailed failure) {
        Problem side = failure.getCause() == null ? bug(failure) : of(failure.getCause());
        return new Problem(side.code(), text(failure), side.resource(), side.cause(), side.remedy(), side.said());
    }

    /** A full disk ends with its own status whatever was being written. */
    static ProblemCode outOfSpaceOr(ProblemCode otherwise, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException io && saysFull(io)) {
                return GeneralCode.DISK_FULL;
            }
        }
        return otherwise;
    }

    private static boolean saysFull(IOException failure) {
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        String said = String.valueOf(reason).toLowerCase(Locale.ROOT);
        return said.contains("no space left on device") || said.contains("disk quota exceeded");
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
