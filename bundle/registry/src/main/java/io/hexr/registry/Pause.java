package io.hexr.registry;

import java.time.Duration;

/** Waiting, so that tests need not. */
interface Pause {
    Pause SLEEP = Thread::sleep;

    void of(Duration duration) throws InterruptedException;
}
