package io.hexr.registry;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.hexr.oci.OciException;

/**
 * Credentials where {@code docker login}, {@code podman login} and their like have put them. Files are read at the first question and once; the first that
 * knows the registry decides. Within a file a credential program for that registry comes first, then what the file itself holds, then its general program.
 */
public final class CredentialFiles implements CredentialSource {
    private static final int FILE = 4 << 20;
    private static final Duration PROGRAM = Duration.ofSeconds(30);

    private final List<Path> files;
    private final List<Path> programs;
    private final Duration patience;
    private final Map<Path, Optional<CredentialFile>> read = new ConcurrentHashMap<>();
    private final Map<String, Optional<Credentials>> told = new ConcurrentHashMap<>();

    CredentialFiles(List<Path> files, List<Path> programs, Duration patience) {
        this.files = List.copyOf(files);
        this.programs = List.copyOf(programs);
        this.patience = patience;
    }

    /**
     * The files a user of this environment has: {@code $DOCKER_CONFIG/config.json} or {@code ~/.docker/config.json}, then {@code $REGISTRY_AUTH_FILE}, then
     * the containers tools' {@code auth.json}. Programs are looked for along {@code PATH}.
     */
    public static CredentialFiles of(Map<String, String> environment, Path home) {
        List<Path> files = new ArrayList<>();
        files.add(folder(environment, "DOCKER_CONFIG")
                .orElse(home.resolve(".docker"))
                .resolve("config.json"));
        folder(environment, "REGISTRY_AUTH_FILE").ifPresent(files::add);
        Path auth = Path.of("containers", "auth.json");
        folder(environment, "XDG_RUNTIME_DIR").ifPresent(run -> files.add(run.resolve(auth)));
        files.add(folder(environment, "XDG_CONFIG_HOME")
                .orElse(home.resolve(".config"))
                .resolve(auth));
        return new CredentialFiles(files, path(environment), PROGRAM);
    }

    /** One file that a person named, which must be there; programs are looked for along {@code PATH}. */
    public static CredentialFiles in(Path file, Map<String, String> environment) {
        if (!Files.isRegularFile(file)) {
            throw new RegistryException.BadCredentials(file.toString(), "there is no such file");
        }
        return new CredentialFiles(List.of(file), path(environment), PROGRAM);
    }

    @Override
    public Credentials find(HostPort registry, String repository) {
        for (Path path : files) {
            Optional<Credentials> found =
                    read.computeIfAbsent(path, this::read).flatMap(file -> find(file, registry, repository));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Credentials.ANONYMOUS;
    }

    private Optional<Credentials> find(CredentialFile file, HostPort registry, String repository) {
        return file.program(registry)
                .flatMap(name -> ask(name, registry))
                .or(() -> file.held(registry, repository))
                .or(() -> file.generalProgram().flatMap(name -> ask(name, registry)));
    }

    private Optional<Credentials> ask(String program, HostPort registry) {
        String key = CredentialFile.keyOf(registry);
        return told.computeIfAbsent(
                program + " " + key, asked -> new CredentialProgram(program, programs, patience).get(key));
    }

    private Optional<CredentialFile> read(Path path) {
        try {
            if (Files.exists(path) && Files.size(path) > FILE) {
                throw new RegistryException.BadCredentials(path.toString(), "is larger than " + FILE + " bytes");
            }
            return Optional.of(new CredentialFile(path, JsonFields.parse(Files.readAllBytes(path), FILE, "")));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RegistryException.BadCredentials(path.toString(), "cannot be read: " + e.getMessage());
        } catch (OciException e) {
            // the parser's words may quote the file, and thus a password
            throw new RegistryException.BadCredentials(path.toString(), "is not the JSON expected");
        }
    }

    private static Optional<Path> folder(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    private static List<Path> path(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            // an empty entry means the working folder to a shell; a stranger may have written there
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        return folders;
    }
}
