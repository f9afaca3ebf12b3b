package io.hexr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real process of the command line, with the flags of the launcher. Waiting is bounded and ends as soon as what is waited for is there. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Reader out;
    private final Reader err;

    private Child(Process process) {
        this.process = process;
        this.out = new Reader(process.getInputStream());
        this.err = new Reader(process.getErrorStream());
    }

    /** The command that starts the launcher with the commands of {@link TestVerbs}, as a shell would write it. */
    static String launcher(String... jvmOptions) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // the options of the launcher come after ours, so that a test cannot lose them
        return "'" + java + "' " + String.join(" ", jvmOptions)
                + " -Xshare:auto @../../distribution/jvm.options -cp '"
                + System.getProperty("java.class.path") + "' io.hexr.cli.TestVerbs";
    }

    /** Runs a line of shell. Signals are at their defaults, whatever started the build. */
    static Child shell(Map<String, String> environment, String line) {
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=INT,TERM,HUP,PIPE", "bash", "--noprofile", "--norc", "-c", line));
        ProcessBuilder builder = new ProcessBuilder(command);
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
        builder.environment().putAll(environment);
        builder.directory(Path.of("target").toFile());
        try {
            return new Child(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + command, e);
        }
    }

    /** Runs the launcher itself: its process is this process, so that a signal meets it. */
    static Child hexr(Map<String, String> environment, String arguments) {
        return shell(environment, "exec " + launcher() + " " + arguments);
    }

    int exit() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running; it wrote:\n" + out.text() + err.text());
            }
            out.end();
            err.end();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for a child", e);
        }
    }

    void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill -" + name + " ended with " + status);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("sending " + name, e);
        }
    }

    void type(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("typing", e);
        }
    }

    Reader out() {
        return out;
    }

    Reader err() {
        return err;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Collects a stream; whoever waits is woken by each byte. */
    static final class Reader {
        private final StringBuilder text = new StringBuilder();
        private final Thread thread;

        private Reader(InputStream stream) {
            thread = Thread.ofVirtual().start(() -> collect(stream));
        }

        private void collect(InputStream stream) {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    synchronized (text) {
                        text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                        text.notifyAll();
                    }
                }
            } catch (IOException e) {
                // the child was ended by its test
            }
        }

        private void end() throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }

        String text() {
            synchronized (text) {
                return text.toString();
            }
        }

        void await(String expected) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            synchronized (text) {
                while (text.indexOf(expected) < 0) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (left <= 0) {
                        throw new AssertionError("\"" + expected + "\" never came; this did:\n" + text);
                    }
                    try {
                        text.wait(left);
                    } catch (InterruptedException e) {
                        throw new AssertionError("interrupted while waiting for output", e);
                    }
                }
            }
        }
    }
}
