package io.hexr.install;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what nobody else should read: keys, tokens, passwords, and the values that are known to be secret here. It errs on the side of taking out
 * too much; digests of images stay.
 */
public final class Redaction {
    private static final String MARK = "[redacted]";
    private static final int SHORTEST = 6;

    private static final String NAMES =
            "pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
                    + "|encryption[_-]?key|credentials?|auth(?:orization)?|cookie|session[_-]?key|seed|salt|dsn";

    /** Names that bear such a word and hold none. */
    private static final String HARMLESS =
            "secretName|secretRef|secretKeyRef|imagePullSecrets|automountServiceAccountToken"
                    + "|serviceAccountToken|tokenExpirationSeconds|tokenReviews?|secrets|tokens|authority|authorization\\.k8s\\.io";

    private static final Pattern PRIVATE = Pattern.compile(
            "-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|\\z)",
            Pattern.DOTALL);

    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b(bearer|basic|negotiate|token)\\s+[A-Za-z0-9._~+/=-]{6,}");

    private static final Pattern IN_URL = Pattern.compile("(://)[^/\\s\"'@]{1,512}@");

    private static final Pattern NAMED = Pattern.compile("(?i)(?<![A-Za-z0-9])(?![\"']?(?:" + HARMLESS
            + ")(?![A-Za-z0-9_-]))([\"']?[A-Za-z0-9_.-]{0,60}(?:" + NAMES
            + ")[A-Za-z0-9_-]{0,40}[\"']?\\s{0,4}[:=]\\s{0,4})"
            + "(\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']{0,8192}'|[^\\s,;&}\\])\"']{1,8192})");

    /** As a pod has it: the name in one field, the value in the next. */
    private static final Pattern PAIR = Pattern.compile("(?i)(\"name\"\\s*:\\s*\"[^\"]{0,80}(?:" + NAMES
            + ")[^\"]{0,40}\"\\s*,\\s*\"value\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*+\"");

    /** As an argument: the name in one word, the value in the next. */
    private static final Pattern ARGUMENT = Pattern.compile("(?i)(\"?--?[a-z0-9-]{0,40}(?:" + NAMES
            + ")[a-z0-9-]{0,20}\"?(?:\\s*,\\s*|\\s+))(\"[^\"]{1,8192}\"|[^\\s\"-][^\\s\"]{0,8191})");

    private static final Pattern JWT =
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*)?");

    private static final Pattern KNOWN_FORMS =
            Pattern.compile("\\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}"
                    + "|glpat-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{30,}|hv[sb]\\.[A-Za-z0-9_-]{20,}"
                    + "|sk-[A-Za-z0-9_-]{20,})");

    /** What no word of a language and no digest looks like. */
    private static final Pattern RANDOM =
            Pattern.compile("(?<![A-Za-z0-9+/_-])(?=[A-Za-z0-9+/_-]{0,80}[A-Z])(?=[A-Za-z0-9+/_-]{0,80}[a-z])"
                    + "(?=[A-Za-z0-9+/_-]{0,80}[0-9])[A-Za-z0-9+_-][A-Za-z0-9+/_-]{39,}={0,2}");

    private final List<String> known;

    /**
     * A redaction.
     *
     * @param known values that are secret here, such as the token this program was given
     */
    public Redaction(List<String> known) {
        this.known = known.stream().filter(value -> value.length() >= SHORTEST).toList();
    }

    public String of(String text) {
        String clean = text;
        for (String value : known) {
            clean = clean.replace(value, MARK);
        }
        clean = PRIVATE.matcher(clean).replaceAll(MARK);
        clean = IN_URL.matcher(clean).replaceAll("$1" + Matcher.quoteReplacement(MARK + "@"));
        clean = JWT.matcher(clean).replaceAll(MARK);
        clean = SCHEME.matcher(clean).replaceAll("$1 " + MARK);
        clean = PAIR.matcher(clean).replaceAll("$1\"" + MARK + "\"");
        clean = ARGUMENT.matcher(clean).replaceAll("$1" + MARK);
        clean = NAMED.matcher(clean)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + quoted(match.group(2))));
        clean = KNOWN_FORMS.matcher(clean).replaceAll(MARK);
        return RANDOM.matcher(clean).replaceAll(MARK);
    }

    private static String quoted(String value) {
        String quote = value.startsWith("\"") ? "\"" : value.startsWith("'") ? "'" : "";
        return quote + MARK + quote;
    }
}
