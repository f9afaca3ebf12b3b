package io.hexr.install;

import java.util.function.Function;

/** Something that was asked of a cluster: the answer, or why there is none. */
public sealed interface Fact<T> {
    record Known<T>(T value) implements Fact<T> {}

    /** Not to be mistaken for "there is none". */
    record Unknown<T>(String why) implements Fact<T> {}

    static <T> Fact<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Fact<T> unknown(String why) {
        return new Unknown<>(why);
    }

    default <R> R either(Function<T, R> known, Function<String, R> unknown) {
        return switch (this) {
            case Known<T>(T value) -> known.apply(value);
            case Unknown<T>(String why) -> unknown.apply(why);
        };
    }

    default T orElse(T otherwise) {
        return either(value -> value, why -> otherwise);
    }
}
