package io.hexr.cluster;

/** What somebody else said, made fit to be shown: no control characters, not longer than people read. */
final class Words {
    private static final int LONGEST = 600;

    private Words() {}

    static String of(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
