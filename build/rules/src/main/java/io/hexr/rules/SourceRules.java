package io.hexr.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import org.jspecify.annotations.Nullable;

/** Rules that are read from sources: sizes, and a package that says what it promises. Generated code is not read. */
final class SourceRules {
    static final int FILE_LINES = 400;
    static final int METHOD_LINES = 60;
    static final int PARAMETERS = 5;

    private SourceRules() {}

    static List<String> violations(Path tree) {
        List<Path> files = javaFiles(tree);
        List<String> found = new ArrayList<>();
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests run on a JDK");
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Sizes(unit, positions, found).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading sources below " + tree, e);
        }
        packagesExplainThemselves(tree, files, found);
        return found;
    }

    private static List<Path> javaFiles(Path tree) {
        try (Stream<Path> walk = Files.walk(tree)) {
            return walk.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing sources below " + tree, e);
        }
    }

    private static void packagesExplainThemselves(Path tree, List<Path> files, List<String> found) {
        if (!tree.endsWith(Path.of("main", "java"))) {
            return;
        }
        files.stream().map(Path::getParent).distinct().forEach(folder -> {
            Path explained = folder.resolve("package-info.java");
            String text = files.contains(explained) ? read(explained) : "";
            if (!text.contains("@NullMarked") || !text.startsWith("/**")) {
                found.add(
                        folder
                                + ": needs a package-info.java with @NullMarked and a paragraph that says what it promises and refuses");
            }
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static final class Sizes extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;
        private final String file;

        Sizes(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
            this.file = unit.getSourceFile().getName();
            long lines = read(Path.of(unit.getSourceFile().toUri())).lines().count();
            if (lines > FILE_LINES) {
                found.add(file + ": " + lines + " lines, at most " + FILE_LINES);
            }
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void ignored) {
            long start = line(positions.getStartPosition(unit, method));
            long lines = line(positions.getEndPosition(unit, method)) - start + 1;
            if (lines > METHOD_LINES) {
                found.add(file + ":" + start + ": " + method.getName() + " has " + lines + " lines, at most "
                        + METHOD_LINES);
            }
            if (method.getParameters().size() > PARAMETERS && !constructsRecord(method)) {
                found.add(file + ":" + start + ": " + method.getName() + " takes "
                        + method.getParameters().size() + " parameters, at most " + PARAMETERS);
            }
            return super.visitMethod(method, null);
        }

        private boolean constructsRecord(MethodTree method) {
            Tree owner = getCurrentPath().getParentPath().getLeaf();
            return owner instanceof ClassTree type
                    && type.getKind() == Tree.Kind.RECORD
                    && method.getName().contentEquals("<init>");
        }

        private long line(long position) {
            return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
        }
    }
}
