package io.hexr.registry;

import java.time.Duration;

/** How often a step that can be repeated is tried, the first pause (doubled each time, drawn at random below that) and the longest pause accepted. */
public record Retries(int attempts, Duration first, Duration longest) {
    public static final Retries USUAL = new Retries(6, Duration.ofMillis(250), Duration.ofMinutes(2));
}
