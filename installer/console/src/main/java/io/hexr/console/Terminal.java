package io.hexr.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the other end of the three streams is, found without native code: the kernel's links below {@code /proc/self/fd} say whether a stream is a
 * terminal, {@code COLUMNS} or {@code stty} says how wide it is.
 *
 * @param charset what text is written in; JSON is UTF-8 whatever the locale
 */
public record Terminal(Set<Stream> terminals, Motion motion, Charset charset, Width width) {
    /** The width taken where nothing says otherwise. */
    public static final int USUAL_COLUMNS = 80;

    private static final int NARROWEST = 20;
    private static final int WIDEST = 1000;

    /** The three standard streams. */
    public enum Stream {
        IN(0),
        OUT(1),
        ERR(2);

        private final int descriptor;

        Stream(int descriptor) {
            this.descriptor = descriptor;
        }
    }

    /** Whether a line may be rewritten in place. */
    public enum Motion {
        REWRITES,
        APPENDS
    }

    /** Asked when it matters, since asking may cost a process. */
    @FunctionalInterface
    public interface Width {
        int columns();
    }

    public Terminal {
        terminals = Set.copyOf(terminals);
    }

    /** Looks at the real streams. */
    public static Terminal detect(Environment environment) {
        Set<Stream> terminals = new java.util.HashSet<>();
        for (Stream stream : Stream.values()) {
            if (isTerminal(stream.descriptor)) {
                terminals.add(stream);
            }
        }
        return of(environment, terminals, Charset.forName(System.getProperty("native.encoding", "US-ASCII")));
    }

    static Terminal of(Environment environment, Set<Stream> terminals, Charset charset) {
        String kind = environment.variable("TERM").orElse("dumb");
        Motion motion = terminals.contains(Stream.ERR) && !kind.equals("dumb") ? Motion.REWRITES : Motion.APPENDS;
        int declared = columns(environment.variable("COLUMNS").orElse(""));
        boolean seen = terminals.contains(Stream.OUT) || terminals.contains(Stream.ERR);
        Width width = declared > 0 || !seen ? () -> Math.max(declared, 0) : Terminal::askStty;
        return new Terminal(terminals, motion, charset, () -> {
            int columns = width.columns();
            return columns > 0 ? columns : USUAL_COLUMNS;
        });
    }

    public boolean is(Stream stream) {
        return terminals.contains(stream);
    }

    Glyphs glyphs() {
        return Glyphs.of(charset);
    }

    /** Colour where a person sees it and has not said no: the rules of no-color.org, then of CLICOLOR. */
    public boolean colours(Environment environment, Stream stream) {
        if (environment.variable("NO_COLOR").isPresent()) {
            return false;
        }
        String forced = environment.variable("CLICOLOR_FORCE").orElse("0");
        if (!forced.equals("0")) {
            return true;
        }
        return is(stream)
                && !environment.variable("TERM").orElse("dumb").equals("dumb")
                && !environment.variable("CLICOLOR").orElse("1").equals("0");
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // a system without these links gets plain lines, which are right everywhere
            return false;
        }
    }

    /** Parses a width; 0 where it is none. */
    static int columns(String text) {
        if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int columns = Integer.parseInt(text);
        return columns < NARROWEST || columns > WIDEST ? 0 : columns;
    }

    private static int askStty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(500, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return 0;
            }
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return columns(answer.substring(answer.indexOf(' ') + 1));
        } catch (IOException | UncheckedIOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
