package io.hexr.console;

/** What {@link io.hexr.signing.TrustException} refuses. */
enum TrustCode implements ProblemCode {
    UNSIGNED(
            ExitStatus.TRUST_REFUSED,
            "the release was never signed, or its signature files were left behind",
            "take the bundle again together with its signature; whoever made it signs it with: hexr release sign"),
    SIGNATURE_WRONG(
            ExitStatus.TRUST_REFUSED,
            "the signed list or the signature changed after signing: damage on the way, or tampering",
            "do not use it; take the bundle again, and if it is the same, ask its maker by another channel"),
    THRESHOLD_NOT_MET(
            ExitStatus.TRUST_REFUSED,
            "a signature is missing, or its key is unknown, expired, revoked or not allowed to release",
            "have the missing signer sign; hexr trust list shows who may"),
    APPROVAL_MISSING(
            ExitStatus.TRUST_REFUSED,
            "the officers of this site have not yet approved the release",
            "have an officer approve it with: hexr bundle sign"),
    ROLLBACK_REFUSED(
            ExitStatus.TRUST_REFUSED,
            "the bundle is older than the newest release this site accepted",
            "bring the newer bundle; going back on purpose is: hexr install restore"),
    KEY_EXPIRED(
            ExitStatus.TRUST_REFUSED,
            "the key was not renewed in time, or the clock of this host is wrong",
            "compare the clock with: date -u; then ask the signer for a signature by a valid key"),
    KEY_REVOKED(
            ExitStatus.TRUST_REFUSED,
            "the signer withdrew this key",
            "do not use it; ask the signer for a signature by a new key"),
    RELEASE_UNKNOWN(
            ExitStatus.TRUST_REFUSED,
            "the trust policy was made for other releases, or the wrong policy was given",
            "check the policy with: hexr trust list; add the signer, with a fingerprint from another channel, with: hexr trust add"),
    ALGORITHM_REFUSED(
            ExitStatus.TRUST_REFUSED,
            "a key or signature of a kind that is not allowed",
            "sign with an allowed key; make one with: hexr key generate"),
    STATEMENT_MALFORMED(
            ExitStatus.TRUST_REFUSED,
            "what was signed is not the list of a release, or was changed",
            "take the bundle again from where it came from"),
    SIGNATURE_MALFORMED(
            ExitStatus.TRUST_REFUSED,
            "the signature file was damaged, or written by a tool that breaks the format",
            "take the signature again from where it came from"),
    POLICY_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "the trust policy was edited by hand, or damaged",
            "restore it from a copy, or make it anew with: hexr trust add"),
    POLICY_CHANGE_REFUSED(
            ExitStatus.INPUT_INVALID,
            "the change would give one key two roles, or leave the policy without a meaning",
            "look at the policy with: hexr trust list"),
    ROTATION_REFUSED(
            ExitStatus.TRUST_REFUSED,
            "an old hand-over played again, one that asks for fewer signers than now, or a file that is none",
            "look at what was taken last with: hexr trust list; then ask whoever releases for the hand-over that follows"),
    KEY_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "the file is not a key of ours, or was damaged",
            "check that it is the right file; make a key with: hexr key generate"),
    PASSPHRASE_WRONG(
            ExitStatus.INPUT_INVALID,
            "the passphrase was mistyped, or belongs to another key",
            "run the same command again with the right passphrase"),
    PASSPHRASE_REFUSED(
            ExitStatus.INPUT_INVALID, "a passphrase that is too weak or cannot be used", "choose another one"),
    FINGERPRINT_MISMATCH(
            ExitStatus.TRUST_REFUSED,
            "the key is not the one you were told of: a mix-up, or somebody in between",
            "do not trust it; ask its owner for the fingerprint by another channel"),
    CUSTODY_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "the custody log was edited by hand, or damaged",
            "restore it from the copy that travelled with the bundle"),
    TRUST_FILE_TOO_LARGE(
            ExitStatus.TRUST_REFUSED,
            "the file is not what it claims to be; real ones stay far below the limit",
            "check that it is the right file, and take it again from where it came from"),
    FILE_ALREADY_THERE(
            ExitStatus.INPUT_INVALID,
            "keys and certificates are never overwritten",
            "name another file, or move the old one away first"),
    TRUST_FILE_FAILED(
            ExitStatus.INPUT_INVALID,
            "the file is not there, or this user may not read or write it",
            "check it with: ls -l");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    TrustCode(ExitStatus status, String cause, String remedy) {
        this.status = status;
        this.cause = cause;
        this.remedy = remedy;
    }

    @Override
    public ExitStatus status() {
        return status;
    }

    @Override
    public String cause() {
        return cause;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
