package io.hexr.cli;

import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.format.Cargo;
import io.hexr.transfer.Destination;
import io.hexr.transfer.Push;
import io.hexr.transfer.PushJournal;
import io.hexr.transfer.PushOptions;
import io.hexr.transfer.PushPlan;
import io.hexr.transfer.PushReport;

/** A push as the commands do it: asked for, shown as steps, and remembered, so that the next run goes on where this one stopped. */
final class PushRun {
    private final Voice voice;
    private final Cargo cargo;
    private final Destination destination;
    private final Push push;

    PushRun(Voice voice, Cargo cargo, Destination destination, PushOptions options) {
        this.voice = voice;
        this.cargo = cargo;
        this.destination = destination;
        this.push = new Push(cargo, destination, options);
    }

    PushPlan plan() {
        try (Progress.Step step = voice.progress().step("asking " + destination + " what it has")) {
            PushPlan plan = push.plan();
            step.done();
            return plan;
        }
    }

    PushReport run(PushPlan plan) {
        try (PushJournal journal = journal();
                PushSteps steps = new PushSteps(voice, destination)) {
            PushReport done = push.run(plan, journal, steps);
            steps.done();
            journal.failure().ifPresent(why -> voice.narration().warn("uploads under way were not remembered: " + why));
            return done;
        }
    }

    private PushJournal journal() {
        PushJournal journal = voice.environment()
                .stateHome()
                .map(state -> PushJournal.below(
                        state.resolve("push"), destination, cargo.verified().statement()))
                .orElseGet(PushJournal::none);
        if (journal.left() > 0) {
            voice.narration()
                    .say("an earlier push stopped within " + journal.left() + (journal.left() == 1 ? " blob" : " blobs")
                            + "; going on there");
        }
        return journal;
    }
}
