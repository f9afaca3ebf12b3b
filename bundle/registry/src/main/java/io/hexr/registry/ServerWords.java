package io.hexr.registry;

/** What a server wrote about its refusal: cut short, without control characters, and always shown as its words, not ours. */
public record ServerWords(String text) {
    /** The server wrote nothing that can be shown. */
    public static final ServerWords NONE = new ServerWords("");

    static final int LENGTH = 600;

    public ServerWords {
        text = clean(text);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** For the end of a message: empty, or marked as the server's own words. */
    String quoted() {
        return text.isEmpty() ? "" : "; the registry says: \"" + text + "\"";
    }

    private static String clean(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .limit(LENGTH + 1L)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .forEach(safe::appendCodePoint);
        String flat = safe.toString().replaceAll(" {2,}", " ").strip();
        return flat.codePointCount(0, flat.length()) <= LENGTH
                ? flat
                : flat.substring(0, flat.offsetByCodePoints(0, LENGTH)) + "…";
    }
}
