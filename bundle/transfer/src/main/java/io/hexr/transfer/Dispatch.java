package io.hexr.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryException;
import org.jspecify.annotations.Nullable;

/**
 * Does jobs in order on four to eight connections, fewer where the registry says it is too busy. The first failure stops the rest and is what is thrown,
 * after every worker has ended; so does an interruption of the calling thread.
 */
final class Dispatch {
    private static final int MOST = 8;
    private static final int USUAL = 4;
    /** Jobs that must go well before another connection is tried. */
    private static final int CALM = 4;

    private static final Duration GLANCE = Duration.ofMillis(200);

    private final RegistryClient client;
    private final AtomicInteger next = new AtomicInteger();
    private int allowed = USUAL;
    private int calm;
    private int busy;
    private long throttled;
    private @Nullable Throwable failure;

    Dispatch(RegistryClient client) {
        this.client = client;
    }

    /** Not for two threads at once. */
    void run(List<? extends Runnable> jobs) {
        next.set(0);
        failure = null;
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, jobs.size()); i++) {
            // the registry client's sockets want threads of the system
            workers.add(Thread.ofPlatform().name("transfer-" + i).daemon().unstarted(() -> work(jobs)));
        }
        workers.forEach(Thread::start);
        await(workers);
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException("a job threw what it cannot declare", e);
        }
    }

    private void await(List<Thread> workers) {
        boolean interrupted = false;
        boolean told = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    // not for ever: another one may fail first
                    worker.join(GLANCE);
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop(new RegistryException.Interrupted("the transfer"));
                    workers.forEach(Thread::interrupt);
                } finally {
                    // once: an upload that ends must be able to say so to the registry
                    if (!told && failed()) {
                        told = true;
                        workers.forEach(Thread::interrupt);
                    }
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(List<? extends Runnable> jobs) {
        while (enter()) {
            int job = next.getAndIncrement();
            boolean done = job >= jobs.size();
            try {
                if (!done) {
                    jobs.get(job).run();
                }
            } catch (RuntimeException | Error e) {
                stop(e);
            } finally {
                leave();
            }
            if (done) {
                return;
            }
        }
    }

    /** Waits for a connection; false once something failed. */
    private synchronized boolean enter() {
        while (failure == null && busy >= allowed) {
            try {
                wait();
            } catch (InterruptedException e) {
                return false;
            }
        }
        busy++;
        return failure == null;
    }

    private synchronized void leave() {
        busy--;
        long now = client.throttled();
        if (now > throttled) {
            allowed = Math.max(1, allowed / 2);
            calm = 0;
            throttled = now;
        } else if (++calm >= CALM && allowed < MOST) {
            allowed++;
            calm = 0;
        }
        notifyAll();
    }

    private synchronized void stop(Throwable first) {
        if (failure == null) {
            failure = first;
        }
        notifyAll();
    }

    private synchronized boolean failed() {
        return failure != null;
    }
}
