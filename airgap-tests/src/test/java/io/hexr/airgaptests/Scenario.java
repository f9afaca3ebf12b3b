package io.hexr.airgaptests;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * One scenario: a claim, the steps that were taken, what was checked, and what came of it, written to {@code target/evidence} when it ends. All scenarios
 * of a run share one site, and each begins with a cleared one.
 */
final class Scenario implements BeforeAllCallback, AfterAllCallback, TestWatcher {
    private static final ExtensionContext.Namespace SHARED = ExtensionContext.Namespace.create(Scenario.class);

    private final Evidence evidence;
    private Shared shared = new Shared(new Once<>(Place::ready));

    /** Closed by JUnit when all scenarios have ended. */
    private record Shared(Once<Place> once) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                once.close();
            } catch (Exception e) {
                throw new IOException("taking the site down", e);
            }
        }
    }

    /** @param claims the numbers in SECURITY.md */
    Scenario(String id, String title, int... claims) {
        this.evidence = new Evidence(id, title, claims);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = context.getRoot()
                .getStore(SHARED)
                .computeIfAbsent("place", _ -> new Shared(new Once<>(Place::ready)), Shared.class);
    }

    Place place() {
        return shared.once().get();
    }

    Evidence evidence() {
        return evidence;
    }

    /** A step that may end in any way; which one is recorded. */
    Script.Outcome attempt(String where, String command) {
        Instant began = Instant.now();
        Script.Outcome outcome = place().type(where, command);
        evidence.step(new Evidence.Step(where, command, outcome, Duration.between(began, Instant.now())));
        return outcome;
    }

    /** A step that has to succeed. */
    String step(String where, String command) {
        Script.Outcome outcome = attempt(where, command);
        if (outcome.status() != 0) {
            throw new AssertionError(where + "$ " + command + "\n" + outcome.text());
        }
        return outcome.output();
    }

    /** Until it succeeds, for two minutes: what a controller does takes its time. */
    void eventually(String where, String command) {
        step(where, "for i in $(seq 120); do if " + command + "; then exit 0; fi; sleep 1; done >&2; exit 1");
    }

    /** Does what the page says, line by line; between what is typed on either side, it is carried. */
    void follow(Guide guide) {
        List<String> typed = new ArrayList<>();
        for (Guide.Block block : guide.blocks()) {
            if (!block.isTyped()) {
                place().write(block.where(), block.text());
                evidence.fact("file " + block.where(), block.text());
                continue;
            }
            if (typed.contains("connected") && block.where().equals("bastion") && !typed.contains("bastion")) {
                evidence.fact("lost on the way", place().carry());
            }
            typed.add(block.where());
            block.commands().forEach(command -> step(block.where(), command));
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        evidence.check(sentence(context), "seen");
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        evidence.check(
                sentence(context), "FAILED: " + said(cause).lines().findFirst().orElse(""));
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        evidence.check(sentence(context), said(cause).replaceFirst("^Assumption failed: ", ""));
    }

    private static String said(@Nullable Throwable cause) {
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }

    /** The name of a test is a sentence. */
    private static String sentence(ExtensionContext context) {
        return context.getRequiredTestMethod()
                .getName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** The last check of every scenario: nothing has left the site, and no name outside was asked. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (!evidence.isBegun()) {
            return;
        }
        Script.Outcome report = place().report();
        evidence.check(
                "nothing has left the site, and no name outside was asked", report.status() == 0 ? "seen" : "FAILED");
        evidence.write(place().vendor().versions(), report.output());
        if (report.status() != 0) {
            throw new AssertionError(report.text());
        }
    }
}
