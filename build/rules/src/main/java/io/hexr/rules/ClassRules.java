package io.hexr.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Rules that are read from class files. */
final class ClassRules {
    private static final Set<String> CONNECTION_TYPES = Set.of(
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.HttpURLConnection",
            "java.net.URLConnection",
            "java.net.http.HttpClient",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "javax.net.SocketFactory",
            "javax.net.ssl.SSLSocketFactory",
            "javax.net.ssl.SSLSocket");

    private static final Set<String> BARRED_WORDS = Set.of(
            "Manager",
            "Helper",
            "Util",
            "Utils",
            "Impl",
            "Abstract",
            "Base",
            "Default",
            "Info",
            "Data",
            "Wrapper",
            "Handler");

    private ClassRules() {}

    static List<ArchRule> all() {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(onePackagePerModule());
        rules.add(direction());
        rules.add(importers());
        rules.add(connectionPlaces());
        rules.add(speakingPlaces());
        rules.add(noJavaSerialization());
        rules.add(names());
        rules.add(noPublicBooleanParameters());
        rules.add(exceptionFamilies());
        return List.copyOf(rules);
    }

    private static ArchRule onePackagePerModule() {
        return classes().should(new Condition("lie in one flat package " + House.ROOT + "<module>") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!segment(type).matches("[a-z0-9]+")
                        || type.getPackageName().indexOf('.', House.ROOT.length()) >= 0) {
                    violated(type, events, type.getName() + " lies in a nested package: it needs a module of its own");
                }
            }
        });
    }

    private static ArchRule direction() {
        return classes().should(new Condition("use only the modules the house allows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Set<String> allowed = House.mayUse(segment(type));
                for (Dependency use : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = use.getTargetClass().getBaseComponentType();
                    if (ours(target) && !segment(target).equals(segment(type)) && !allowed.contains(segment(target))) {
                        violated(type, events, use.getDescription());
                    }
                }
            }
        });
    }

    private static ArchRule importers() {
        return classes().should(new Condition("leave a library to its one importer") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency use : type.getDirectDependenciesFromSelf()) {
                    String target = use.getTargetClass().getBaseComponentType().getName();
                    House.IMPORTERS.forEach((prefix, importers) -> {
                        if (target.startsWith(prefix) && !importers.contains(segment(type))) {
                            violated(type, events, use.getDescription() + " (only " + importers + " may)");
                        }
                    });
                }
            }
        });
    }

    private static ArchRule connectionPlaces() {
        return noClasses().that(new OutsideOf(House.CONNECTS)).should(new Condition("open connections") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    String owner = access.getTargetOwner().getName();
                    boolean byUrl = owner.equals("java.net.URL")
                            && Set.of("openConnection", "openStream", "getContent")
                                    .contains(access.getTarget().getName());
                    if (CONNECTION_TYPES.contains(owner) || byUrl) {
                        events.add(SimpleConditionEvent.satisfied(type, access.getDescription()));
                    }
                }
            }
        });
    }

    private static ArchRule speakingPlaces() {
        return noClasses()
                .that(new OutsideOf(House.SPEAKS))
                .should(new Condition("print, read the environment or exit (unless they hold main)") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean launcher = type.getMethods().stream()
                                .anyMatch(m -> m.getName().equals("main"));
                        if (launcher && !segment(type).equals("rules")) {
                            return;
                        }
                        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                            String owner = access.getTargetOwner().getName();
                            String name = access.getTarget().getName();
                            boolean speaks = owner.equals("java.lang.System")
                                    && Set.of("out", "err", "exit", "getenv", "console")
                                            .contains(name);
                            boolean ends = owner.equals("java.lang.Runtime")
                                    && Set.of("exit", "halt").contains(name);
                            boolean shouts = name.equals("printStackTrace")
                                    && access.getTarget().getFullName().endsWith("()");
                            if (speaks || ends || shouts) {
                                events.add(SimpleConditionEvent.satisfied(type, access.getDescription()));
                            }
                        }
                    }
                });
    }

    private static ArchRule noJavaSerialization() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectOutputStream")
                .as("no class uses Java serialization");
    }

    private static ArchRule names() {
        return classes().should(new Condition("bear names without filler words") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (String word : type.getSimpleName().split("(?<=[a-z0-9])(?=[A-Z])", -1)) {
                    if (BARRED_WORDS.contains(word)) {
                        violated(type, events, type.getName() + " says \"" + word + "\" and nothing with it");
                    }
                }
            }
        });
    }

    private static ArchRule noPublicBooleanParameters() {
        return classes().should(new Condition("take no boolean in a public method: two methods or an enum") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.isRecord() || !type.getModifiers().contains(JavaModifier.PUBLIC)) {
                    return;
                }
                type.getCodeUnits().stream()
                        .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(unit -> unit.getRawParameterTypes().stream()
                                .anyMatch(parameter -> parameter.getName().equals("boolean")))
                        .filter(unit -> !overridesForeign(type, unit.getName()))
                        .forEach(unit -> violated(type, events, unit.getDescription()));
            }
        });
    }

    private static boolean overridesForeign(JavaClass type, String method) {
        return type.getAllRawSuperclasses().stream()
                        .filter(parent -> !ours(parent))
                        .anyMatch(parent -> parent.getMethods().stream()
                                .anyMatch(m -> m.getName().equals(method)))
                || type.getAllRawInterfaces().stream()
                        .filter(parent -> !ours(parent))
                        .anyMatch(parent -> parent.getMethods().stream()
                                .anyMatch(m -> m.getName().equals(method)));
    }

    private static ArchRule exceptionFamilies() {
        return classes()
                .that()
                .areAssignableTo(Throwable.class)
                .should(new Condition("be unchecked; a family is sealed, its cases are final and nested") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!type.isAssignableTo(RuntimeException.class) && !type.isAssignableTo(Error.class)) {
                            violated(type, events, type.getName() + " is a checked exception");
                        }
                        // "sealed" is not in ArchUnit's model; private constructors close a family just as well
                        boolean family = type.getModifiers().contains(JavaModifier.ABSTRACT)
                                && type.getConstructors().stream()
                                        .allMatch(made -> made.getModifiers().contains(JavaModifier.PRIVATE));
                        boolean finalCase = type.getModifiers().contains(JavaModifier.FINAL)
                                && type.getEnclosingClass().isPresent();
                        if (!family && !finalCase) {
                            violated(
                                    type,
                                    events,
                                    type.getName()
                                            + " is neither an abstract family with private constructors nor a final nested case");
                        }
                    }
                });
    }

    private static boolean ours(JavaClass type) {
        return type.getPackageName().startsWith(House.ROOT);
    }

    private static String segment(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(House.ROOT)) {
            return name;
        }
        String rest = name.substring(House.ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static final class OutsideOf extends DescribedPredicate<JavaClass> {
        private final Set<String> segments;

        OutsideOf(Set<String> segments) {
            super("lie outside " + segments);
            this.segments = segments;
        }

        @Override
        public boolean test(JavaClass type) {
            return !segments.contains(segment(type));
        }
    }

    private abstract static class Condition extends ArchCondition<JavaClass> {
        Condition(String description) {
            super(description);
        }

        static void violated(JavaClass type, ConditionEvents events, String message) {
            events.add(SimpleConditionEvent.violated(type, message));
        }
    }
}
