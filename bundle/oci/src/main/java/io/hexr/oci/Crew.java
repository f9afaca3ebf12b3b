package io.hexr.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/** Does jobs on a fixed number of virtual threads, the most urgent first, until none is left. Jobs may add jobs; the first failure stops all. */
final class Crew {
    /** Lower rank first; within a rank the larger first, so that the last worker is not left with the longest job. */
    record Job(int rank, long size, Runnable work) implements Comparable<Job> {
        @Override
        public int compareTo(Job other) {
            int byRank = Integer.compare(rank, other.rank);
            return byRank != 0 ? byRank : Long.compare(other.size, size);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Job> waiting = new PriorityQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private int busy;
    private @Nullable Throwable failure;

    void add(Job job) {
        lock.lock();
        try {
            waiting.add(job);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when every job is done. On failure or interruption no worker is left running when this throws. */
    void work(int workers, String purpose) {
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofVirtual().name("copy-" + i).unstarted(this::serve));
        }
        threads.forEach(Thread::start);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop(new OciException.Interrupted(purpose));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException("a job threw what it cannot declare", e);
        }
    }

    private void serve() {
        Job job = next();
        while (job != null) {
            try {
                job.work().run();
            } catch (RuntimeException | Error e) {
                stop(e);
            }
            job = finishedAndNext();
        }
    }

    private void stop(Throwable first) {
        lock.lock();
        try {
            if (failure != null) {
                return;
            }
            failure = first;
            waiting.clear();
            for (Thread thread : threads) {
                if (!thread.equals(Thread.currentThread())) {
                    thread.interrupt();
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Job finishedAndNext() {
        lock.lock();
        try {
            busy--;
            if (busy == 0 && waiting.isEmpty()) {
                changed.signalAll();
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Job next() {
        lock.lock();
        try {
            while (failure == null && waiting.isEmpty() && busy > 0) {
                changed.awaitUninterruptibly();
            }
            if (failure != null || waiting.isEmpty()) {
                return null;
            }
            busy++;
            return waiting.remove();
        } finally {
            lock.unlock();
        }
    }
}
