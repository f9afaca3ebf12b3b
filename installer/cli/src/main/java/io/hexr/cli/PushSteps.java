package io.hexr.cli;

import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.transfer.Destination;
import io.hexr.transfer.PushObserver;
import org.jspecify.annotations.Nullable;

/** Shows a push as steps, and ends it where the command should stop. */
final class PushSteps implements PushObserver, AutoCloseable {
    private final Voice voice;
    private final Destination destination;
    private volatile Progress.@Nullable Step current;
    private volatile boolean sending;

    PushSteps(Voice voice, Destination destination) {
        this.voice = voice;
        this.destination = destination;
    }

    @Override
    public void begins(Phase phase, long bytes) {
        voice.cancellation().check();
        done();
        sending = phase == Phase.SENDING;
        current = switch (phase) {
            case SENDING ->
                bytes == 0
                        ? voice.progress().step("sending to " + destination)
                        : voice.progress().step("sending to " + destination, bytes);
            case VERIFYING -> voice.progress().step("verifying what was not sent");
            case TAGGING -> voice.progress().step("writing manifests and tags");
        };
    }

    @Override
    public void moved(long bytes) {
        if (!sending) {
            voice.cancellation().check();
        }
        // while sending, the interruption of the thread ends it: thrown from within a body, it would read as content
        // that is not to be kept
        Progress.Step step = current;
        if (step != null) {
            step.advance(bytes);
        }
    }

    @Override
    public void delivered(String group) {
        voice.narration().say("delivered: " + group);
    }

    /** The step that lasts ended well. */
    void done() {
        Progress.Step step = current;
        if (step != null) {
            step.done();
            current = null;
        }
    }

    @Override
    public void close() {
        Progress.Step step = current;
        if (step != null) {
            step.close();
        }
    }
}
