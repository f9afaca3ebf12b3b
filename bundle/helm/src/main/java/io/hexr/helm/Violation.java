package io.hexr.helm;

/** One broken rule of what was rendered: which rule, which object, what stands there. */
public record Violation(Rule rule, String object, String found) {
    public String text() {
        return object + " " + found + " (" + rule.id() + ")";
    }
}
