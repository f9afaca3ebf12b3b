package io.hexr.install;

import java.util.Optional;

/** One thing preflight looked at, or could not. Only advice can be accepted; a blocker cannot, by its type. */
public sealed interface Finding {
    /** Stable: scripts and acceptances name it. */
    String id();

    String found();

    String wanted();

    /** Empty where nothing is to be done. */
    String remedy();

    record Pass(String id, String found, String wanted) implements Finding {
        @Override
        public String remedy() {
            return "";
        }
    }

    /** Goes on, once somebody has said why it may. */
    record Advice(String id, String found, String wanted, String remedy, Optional<String> accepted) implements Finding {
        public Advice(String id, String found, String wanted, String remedy) {
            this(id, found, wanted, remedy, Optional.empty());
        }

        Advice accepting(String reason) {
            return new Advice(id, found, wanted, remedy, Optional.of(reason));
        }
    }

    record Blocker(String id, String found, String wanted, String remedy) implements Finding {}

    /** Nobody looked, so nobody knows: never a pass. */
    record NotEvaluated(String id, String why, String wanted, String remedy) implements Finding {
        @Override
        public String found() {
            return "not evaluated: " + why;
        }
    }

    /** As people and scripts read it. */
    default String severity() {
        return switch (this) {
            case Pass p -> "pass";
            case Advice a -> a.accepted().isPresent() ? "accepted" : "advice";
            case Blocker b -> "blocker";
            case NotEvaluated n -> "not-evaluated";
        };
    }
}
