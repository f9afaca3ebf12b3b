package io.hexr.helm;

/** One value that is not taken: which key, what it said, which rule it breaks, what to do. */
public record Refusal(String key, String value, String rule, String remedy) {
    /** In one line, without the remedy. */
    public String fact() {
        return key + (value.isEmpty() ? "" : "=" + value) + ": " + rule;
    }
}
