package io.hexr.airgaptests;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Something slow that all tests of a class share, made when the first of them asks. What went wrong then, or the reason why
 * it cannot run here, is told to each test: an assumption that fails for a whole class would leave no trace in the reports.
 */
final class Once<T extends AutoCloseable> {
    private final Supplier<T> maker;
    private @Nullable T made;
    private @Nullable RuntimeException refusal;
    private @Nullable Error failure;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    T get() {
        if (refusal != null) {
            throw refusal;
        }
        if (failure != null) {
            throw failure;
        }
        T present = made;
        return present == null ? make() : present;
    }

    private T make() {
        try {
            T present = maker.get();
            made = present;
            return present;
        } catch (RuntimeException e) {
            refusal = e;
            throw e;
        } catch (Error e) {
            failure = e;
            throw e;
        }
    }

    void close() throws Exception {
        if (made != null) {
            made.close();
        }
    }
}
