package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.hexr.oci.OciException;
import io.hexr.oci.Secret;

/**
 * Asks a program {@code docker-credential-NAME get} for credentials: the registry on its standard input, JSON on its standard output. It runs with the
 * environment of this process and whatever it does on the network is its own affair; it is ended when it takes too long.
 */
record CredentialProgram(String name, List<Path> searched, Duration patience) {
    private static final int ANSWER = 64 << 10;
    private static final String NOT_FOUND = "credentials not found";

    CredentialProgram {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new RegistryException.BadCredentials(
                    "credential program \"" + new ServerWords(name).text() + "\"", "is not a program's name");
        }
    }

    /** What the program knows about the registry; empty where it says it knows nothing. */
    Optional<Credentials> get(String registry) {
        Process process = start();
        try {
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> read(process));
            try (OutputStream in = process.getOutputStream()) {
                in.write(registry.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it may have answered without reading
            }
            byte[] said = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("did not end in time");
            }
            return read(said, process.exitValue());
        } catch (TimeoutException e) {
            throw failed("did not answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw failed("its answer could not be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException.Interrupted(label());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() {
        Path program = searched.stream()
                .map(folder -> folder.resolve("docker-credential-" + name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> failed("is not in the search path"));
        try {
            return new ProcessBuilder(program.toString(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failed("cannot be started: " + e.getMessage());
        }
    }

    private static byte[] read(Process process) {
        try (InputStream out = process.getInputStream()) {
            return out.readNBytes(ANSWER);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    Optional<Credentials> read(byte[] said, int status) {
        if (status != 0) {
            String words = new String(said, StandardCharsets.UTF_8);
            if (words.contains(NOT_FOUND)) {
                return Optional.empty();
            }
            throw failed("failed with status " + status + ": " + new ServerWords(words).text());
        }
        JsonFields answer;
        try {
            answer = JsonFields.parse(said, ANSWER, label());
        } catch (OciException e) {
            // not what it said: that may be the secret itself
            throw failed("did not answer with the JSON expected");
        }
        String user = answer.text("Username").orElse("");
        Optional<Secret> secret = answer.text("Secret").map(text -> Secret.of(text.toCharArray()));
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                user.equals("<token>")
                        ? new Credentials.Token(Credentials.Token.Kind.IDENTITY, secret.get())
                        : new Credentials.Basic(user, secret.get()));
    }

    private String label() {
        return "credential program docker-credential-" + name;
    }

    private RegistryException failed(String why) {
        return new RegistryException.BadCredentials(label(), why);
    }
}
