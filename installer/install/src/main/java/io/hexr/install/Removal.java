package io.hexr.install;

import java.util.List;

/** One step of taking an installation away, as data. */
public sealed interface Removal {
    String reason();

    /** Removes one object and waits until it is gone. */
    record Delete(Remain object, String reason) implements Removal {}

    /** Waits until no pod of the installation is left, so that nothing loses its network or volume while it still works. */
    record AwaitNoPods(List<String> namespaces, String reason) implements Removal {
        public AwaitNoPods {
            namespaces = List.copyOf(namespaces);
        }
    }

    default String verb() {
        return switch (this) {
            case Delete d -> "remove";
            case AwaitNoPods a -> "wait";
        };
    }

    default String subject() {
        return switch (this) {
            case Delete d -> d.object().title();
            case AwaitNoPods a -> "no pods in " + String.join(", ", a.namespaces());
        };
    }
}
