package io.hexr.signing;

/**
 * The form of what release and approval signatures cover: lines of 64 lower-case hex digits, two blanks, a printable ASCII name without a backslash, LF.
 * It is checked on signing and on verifying, so a key that signs custody records or rotations (JSON, which begins with a brace) cannot be made to sign
 * a release by handing it the wrong file, nor the other way round.
 */
final class Statement {
    private static final int HEX = 64;

    private Statement() {}

    static void require(byte[] statement) {
        if (statement.length == 0) {
            throw new TrustException.MalformedStatement("is empty");
        }
        int line = 1;
        int at = 0;
        while (at < statement.length) {
            at = endOfLine(statement, at, line) + 1;
            line++;
        }
    }

    private static int endOfLine(byte[] bytes, int start, int line) {
        int name = start + HEX + 2;
        if (name >= bytes.length) {
            throw refused(line);
        }
        for (int i = start; i < start + HEX; i++) {
            boolean digit = (bytes[i] >= '0' && bytes[i] <= '9') || (bytes[i] >= 'a' && bytes[i] <= 'f');
            if (!digit) {
                throw refused(line);
            }
        }
        if (bytes[name - 2] != ' ' || bytes[name - 1] != ' ') {
            throw refused(line);
        }
        int end = name;
        while (end < bytes.length && bytes[end] != '\n') {
            if (bytes[end] <= ' ' || bytes[end] > '~' || bytes[end] == '\\') {
                throw refused(line);
            }
            end++;
        }
        if (end == name || end == bytes.length) {
            throw refused(line);
        }
        return end;
    }

    private static TrustException refused(int line) {
        return new TrustException.MalformedStatement("has no digest, two blanks and a name in line " + line);
    }
}
