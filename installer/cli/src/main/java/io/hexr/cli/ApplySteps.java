package io.hexr.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.install.JournalPage;
import io.hexr.install.PlanRunner;
import io.hexr.install.Removal;
import io.hexr.install.RemovalRunner;
import io.hexr.install.Step;
import org.jspecify.annotations.Nullable;

/** Tells how far an installation or a removal is: one progress step for each step of the plan, and each new reason why it waits. */
final class ApplySteps implements PlanRunner.Listener, RemovalRunner.Listener, AutoCloseable {
    static final PlanRunner.Pace PACE = new PlanRunner.Pace() {
        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        public void pause() {
            try {
                Thread.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                // whoever interrupted has asked for a stop, which the listener sees next
                Thread.currentThread().interrupt();
            }
        }
    };

    private final Voice voice;
    private final int all;
    private final LocalJournal journal;
    private Progress.@Nullable Step current;
    private List<String> said = List.of();

    ApplySteps(Voice voice, int all, LocalJournal journal) {
        this.voice = voice;
        this.all = all;
        this.journal = journal;
    }

    @Override
    public void begins(int number, Step step) {
        begins(number, step.verb() + " " + step.subject());
    }

    @Override
    public void begins(int number, Removal step) {
        begins(number, step.verb() + " " + step.subject());
    }

    private void begins(int number, String step) {
        voice.cancellation().check();
        said = List.of();
        current = voice.progress().step(number + "/" + all + " " + step);
    }

    @Override
    public void waits(Step step, List<String> reasons) {
        waits(step.subject() + " waits: ", reasons);
    }

    @Override
    public void waits(Removal step, List<String> reasons) {
        waits(step.verb() + " " + step.subject() + ": ", reasons);
    }

    private void waits(String who, List<String> reasons) {
        voice.cancellation().check();
        if (!reasons.equals(said)) {
            said = reasons;
            voice.narration().say(who + String.join("; ", reasons));
        }
    }

    @Override
    public void done(int number, Step step) {
        done();
    }

    @Override
    public void done(int number, Removal step) {
        done();
    }

    @Override
    public void wrote(JournalPage page) {
        journal.write(page);
    }

    private void done() {
        if (current != null) {
            current.done();
            current = null;
        }
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
    }
}
