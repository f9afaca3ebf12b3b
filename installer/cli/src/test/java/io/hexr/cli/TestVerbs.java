package io.hexr.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.hexr.console.ExitStatus;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The real launcher with commands that do what no finished command does on purpose: wait, hang, crash, flood. Its own {@code main} is run by tests. */
public final class TestVerbs {
    private TestVerbs() {}

    static Verbs all() {
        List<Verbs.Entry> entries = new ArrayList<>(Verbs.ALL.entries());
        entries.add(new Verbs.Entry("obedient", Obedient.class));
        entries.add(new Verbs.Entry("stubborn", Stubborn.class));
        entries.add(new Verbs.Entry("late", Late.class));
        entries.add(new Verbs.Entry("crash", Crash.class));
        entries.add(new Verbs.Entry("flood", Flood.class));
        entries.add(new Verbs.Entry("blocked", Blocked.class));
        entries.add(new Verbs.Entry("ask", Ask.class));
        entries.add(new Verbs.Entry("open", Open.class));
        entries.add(new Verbs.Entry(
                "group",
                Group.class,
                new Verbs.Entry("crash", Crash.class),
                new Verbs.Entry("blocked", Blocked.class)));
        return new Verbs(entries);
    }

    public static void main(String[] args) {
        Hexr.end(all(), args);
    }

    /** Shows progress and blocks on standard input until told to stop. */
    @Command(name = "obedient", header = "Wait until a line arrives.")
    static final class Obedient implements Verb {
        @Override
        public Outcome run(Voice voice) {
            voice.cancellation().continueWith("hexr obedient --again");
            try (Progress.Step step = voice.progress().step("waiting for a line", 1_304_000_000L)) {
                step.advance(400_000_000L);
                voice.narration().say("ready");
                while (System.in.available() == 0) {
                    voice.cancellation().check();
                    Thread.onSpinWait();
                }
                step.done();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Outcome.done(Report.of("waited").with("line", "yes"));
        }
    }

    /** Never looks at its cancellation. */
    @Command(name = "stubborn", header = "Never stop.")
    static final class Stubborn implements Verb {
        @Override
        public Outcome run(Voice voice) {
            voice.narration().say("ready");
            while (Thread.currentThread().isAlive()) {
                Thread.onSpinWait();
            }
            return Outcome.done(Report.of("never"));
        }
    }

    /** Ends just when the process has begun to speak in its place. */
    @Command(name = "late", header = "Stop too late.")
    static final class Late implements Verb {
        @Override
        public Outcome run(Voice voice) {
            voice.cancellation().continueWith("hexr late --again");
            voice.narration().say("ready");
            while (!spokenFor()) {
                Thread.onSpinWait();
            }
            return Outcome.done(Report.of("late"));
        }

        private static boolean spokenFor() {
            return Thread.getAllStackTraces().values().stream()
                    .flatMap(Arrays::stream)
                    .anyMatch(frame -> frame.getMethodName().equals("speakInPlaceOfTheCommand"));
        }
    }

    @Command(name = "crash", header = "Fail as only a bug fails.")
    static final class Crash implements Verb {
        @Override
        public Outcome run(Voice voice) {
            throw new IllegalStateException("a mistake of ours");
        }
    }

    @Command(name = "flood", header = "Write more than a pipe holds.")
    static final class Flood implements Verb {
        @Override
        public Outcome run(Voice voice) {
            return Outcome.done(Report.of("flood").with(new Report.Document("text", "0123456789\n".repeat(1_000_000))));
        }
    }

    @Command(name = "blocked", header = "End with a result and a status of its own.")
    static final class Blocked implements Verb {
        @Override
        public Outcome run(Voice voice) {
            return new Outcome(Report.of("preflight").with("verdict", "blocked"), ExitStatus.PREFLIGHT_BLOCKED);
        }
    }

    @Command(name = "ask", header = "Ask first.")
    static final class Ask implements Verb {
        @Override
        public Outcome run(Voice voice) {
            String answer = voice.prompt().confirms("Remove all?") ? "yes" : "no";
            return Outcome.done(Report.of("answer").with("answer", answer));
        }
    }

    @Command(name = "open", header = "Take a file.")
    static final class Open implements Verb {
        @Parameters(index = "0", paramLabel = "FILE")
        Path file = Path.of("");

        @Override
        public Outcome run(Voice voice) {
            return Outcome.done(Report.of("file").with("file", file.toString()));
        }
    }

    @Command(name = "group", header = "Only groups others.")
    static final class Group {}
}
