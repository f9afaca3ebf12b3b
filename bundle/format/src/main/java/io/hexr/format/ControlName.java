package io.hexr.format;

import java.util.regex.Pattern;

/** The names control files may have, and how large each may be. */
final class ControlName {
    static final String FOLDER = "hexr/";

    private static final Pattern SIGNATURE =
            Pattern.compile("hexr/SHA256SUMS(\\.sig|\\.[0-9a-f]{16}\\.sigstore\\.json)");

    private ControlName() {}

    static boolean isSignature(String path) {
        return SIGNATURE.matcher(path).matches();
    }

    /** The most bytes such a file may have; 0 where no control file has this name. */
    static int cap(String path) {
        return switch (path) {
            case Presence.PATH -> Caps.PRESENCE_BYTES;
            case Contents.PATH -> Caps.CONTENTS_BYTES;
            case SumsFile.PATH -> Caps.SUMS_BYTES;
            case VerifyText.PATH -> Caps.VERIFY_TEXT_BYTES;
            case DerivedFiles.OCI_LAYOUT -> Caps.LAYOUT_BYTES;
            case DerivedFiles.INDEX -> Caps.INDEX_BYTES;
            case DerivedFiles.LOAD_LIST -> Caps.LOAD_LIST_BYTES;
            default -> isSignature(path) ? io.hexr.signing.SignatureFile.MAX_BYTES : 0;
        };
    }
}
