package io.hexr.install;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what nobody else should read: keys, tokens, passwords, and the values that are known to be secret here. It errs on the side of taking out
 * too much; digests of images stay. What a value is, {@link SecretValue} tells. It reads a text once from left to right, however it is made.
 */
public final class Redaction {
    static final String MARK = "[redacted]";
    private static final int SHORTEST = 6;

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*+");

    private static final Pattern NAMES = Pattern.compile(
            "(?i)pass(?:word|wd|phrase)?|pwd|secret|token|credential|auth|cookie|seed|salt|dsn|signature"
                    + "|[a-z0-9][_.-]?keys?(?![a-z])");

    /** Names that bear such a word and hold none. */
    private static final Pattern HARMLESS = Pattern.compile(
            "(?i)secretName|secretRef|secretKeyRef|imagePullSecrets?|automountServiceAccountToken|serviceAccountToken"
                    + "|tokenExpirationSeconds|tokenReviews?|(?:certificate-)?authority|public[_-]?keys?|topologyKey"
                    + "|(?:[a-z0-9-]+\\.)*authorization\\.k8s\\.io");

    /** Names whose value has spaces in it. */
    private static final Pattern TO_LINE_END = Pattern.compile("(?i)cookie|authorization");

    private static final Pattern PRIVATE = Pattern.compile(
            "-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|\\z)",
            Pattern.DOTALL);

    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b(bearer|basic|negotiate|token)\\s++[A-Za-z0-9._~+/=-]{6,}+");

    private static final Pattern URL = Pattern.compile("://[^\\s\"'<>]++");

    private static final Pattern JWT =
            Pattern.compile("(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{6,}+\\.[A-Za-z0-9_-]{4,}+(?:\\.[A-Za-z0-9_-]*+)?");

    private static final Pattern KNOWN_FORMS =
            Pattern.compile("\\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}+"
                    + "|glpat-[A-Za-z0-9_-]{16,}+|xox[abeoprs]-[A-Za-z0-9-]{10,}+|AIza[A-Za-z0-9_-]{30,}+|hv[sb]\\.[A-Za-z0-9_-]{20,}+"
                    + "|sk-[A-Za-z0-9_-]{20,}+)");

    /** What no word of a language and no digest looks like. */
    private static final Pattern RANDOM =
            Pattern.compile("(?<![A-Za-z0-9+/_-])(?=[A-Za-z0-9+/_-]{0,80}[A-Z])(?=[A-Za-z0-9+/_-]{0,80}[a-z])"
                    + "(?=[A-Za-z0-9+/_-]{0,80}[0-9])[A-Za-z0-9+_-][A-Za-z0-9+/_-]{39,}+={0,2}");

    private final List<String> known;

    /**
     * A redaction.
     *
     * @param known values that are secret here, such as the token this program was given
     */
    public Redaction(List<String> known) {
        this.known = known.stream().filter(value -> value.length() >= SHORTEST).toList();
    }

    /** Whether a value of this name is to be kept to oneself. */
    public static boolean isSecret(String name) {
        return NAMES.matcher(name).find() && !HARMLESS.matcher(name).matches();
    }

    public String of(String text) {
        String clean = text;
        for (String value : known) {
            clean = clean.replace(value, MARK);
        }
        clean = PRIVATE.matcher(clean).replaceAll(MARK);
        clean = URL.matcher(clean).replaceAll(match -> Matcher.quoteReplacement(withoutUser(match.group())));
        clean = named(clean);
        clean = JWT.matcher(clean).replaceAll(MARK);
        clean = SCHEME.matcher(clean).replaceAll("$1 " + MARK);
        clean = KNOWN_FORMS.matcher(clean).replaceAll(MARK);
        return RANDOM.matcher(clean).replaceAll(MARK);
    }

    /** The host begins after the last {@code @}: a password may hold some of its own, and a slash. */
    private static String withoutUser(String url) {
        int at = url.lastIndexOf('@');
        while (at >= 0 && url.startsWith("@sha256:", at)) {
            at = url.lastIndexOf('@', at - 1);
        }
        return at <= "://".length() ? url : "://" + MARK + url.substring(at);
    }

    private static String named(String text) {
        StringBuilder clean = new StringBuilder();
        Matcher word = WORD.matcher(text);
        int done = 0;
        while (word.find(Math.max(done, word.hasMatch() ? word.end() : 0))) {
            if (isSecret(word.group())) {
                SecretValue.Span value = SecretValue.after(
                        text,
                        word.start(),
                        word.end(),
                        TO_LINE_END.matcher(word.group()).find());
                if (!value.isEmpty()) {
                    clean.append(text, done, value.start()).append(MARK);
                    done = value.end();
                }
            }
        }
        return clean.append(text, done, text.length()).toString();
    }
}
