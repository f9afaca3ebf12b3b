package io.hexr.console;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.Locale;

import io.hexr.oci.OciException;
import io.hexr.signing.TrustException;

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
