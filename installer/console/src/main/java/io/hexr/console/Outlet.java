package io.hexr.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** A stream whose failures are noticed: {@code PrintStream} swallows them. */
public final class Outlet {
    private static final Path OUT_LINK = Path.of("/proc/self/fd/1");

    private final OutputStream stream;
    private volatile long writingSince;

    public Outlet(OutputStream stream) {
        this.stream = stream;
    }

    /** Standard output itself. */
    public static Outlet standardOutput() {
        return new Outlet(new FileOutputStream(FileDescriptor.out));
    }

    /** Standard error itself. */
    public static Outlet standardError() {
        return new Outlet(new FileOutputStream(FileDescriptor.err));
    }

    /**
     * Writes all bytes.
     *
     * @throws ConsoleException.OutputClosed when the reader has gone
     * @throws ConsoleException.OutputFailed when the place cannot be written
     */
    void write(byte[] bytes) {
        try {
            pour(bytes);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void pour(byte[] bytes) throws IOException {
        writingSince = System.nanoTime() | 1;
        try {
            stream.write(bytes);
            stream.flush();
        } finally {
            writingSince = 0;
        }
    }

    /** For how long the write that is under way has been under way: long, where nobody empties the pipe. */
    public Duration writing() {
        long since = writingSince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    /** Writes what can be written: there is nobody to tell when this stream fails. */
    void writeIfPossible(byte[] bytes) {
        try {
            pour(bytes);
        } catch (IOException e) {
            // a closed or full standard error must not change how the command ends
        }
    }

    private static ConsoleException failure(IOException e) {
        // the words of the system are translated in some locales, so the kind of file is asked first
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains("broken pipe") || said.contains("connection reset") || outputIsAPipe()) {
            return new ConsoleException.OutputClosed(e);
        }
        return new ConsoleException.OutputFailed(e);
    }

    private static boolean outputIsAPipe() {
        try {
            String target = Files.readSymbolicLink(OUT_LINK).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
