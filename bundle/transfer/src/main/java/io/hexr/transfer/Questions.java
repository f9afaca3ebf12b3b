package io.hexr.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.hexr.registry.RegistryException;

/** Many small questions to a registry, several at once; the first failure ends them all. */
final class Questions {
    private static final int AT_ONCE = 8;

    private Questions() {}

    /** @param asked told after each answer, by the caller's thread */
    static <T> void ask(Collection<T> about, Consumer<T> question, Runnable asked) {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            CompletionService<Boolean> answers = new ExecutorCompletionService<>(threads);
            about.forEach(each -> all.add(answers.submit(() -> question.accept(each), true)));
            try {
                for (int i = 0; i < all.size(); i++) {
                    answers.take().get();
                    asked.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException.Interrupted("asking what the registry holds");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
