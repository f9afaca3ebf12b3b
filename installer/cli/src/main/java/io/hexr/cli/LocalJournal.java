package io.hexr.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.hexr.console.Voice;
import io.hexr.install.JournalPage;
import io.hexr.oci.DurableFile;

/**
 * The journal of an installation as it is kept here, beside the one in the cluster: for whoever asks what was done from this host when the cluster is gone. The
 * one in the cluster counts; where there is no home, or it cannot be written, only that one is kept.
 */
final class LocalJournal {
    private final Voice voice;
    private final Optional<Path> file;
    private boolean told;

    private LocalJournal(Voice voice, Optional<Path> file) {
        this.voice = voice;
        this.file = file;
    }

    /** One file for each server and namespace. */
    static LocalJournal of(Voice voice, String server, String namespace) {
        URI at = URI.create(server);
        String name = (at.getHost() + "-" + at.getPort() + "-" + namespace).replaceAll("[^A-Za-z0-9.-]", "_") + ".json";
        return new LocalJournal(
                voice,
                voice.environment()
                        .stateHome()
                        .map(home -> home.resolve("installations").resolve(name)));
    }

    void write(JournalPage page) {
        file.ifPresent(path -> {
            try {
                Files.createDirectories(path.getParent());
                DurableFile.write(path, page.bytes());
            } catch (IOException e) {
                tell(path, e);
            }
        });
    }

    /** Nothing is installed any more. */
    void remove() {
        file.ifPresent(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                tell(path, e);
            }
        });
    }

    private void tell(Path path, IOException why) {
        if (!told) {
            told = true;
            voice.narration().warn("the journal is kept in the cluster alone: " + path + ": " + why.getMessage());
        }
    }
}
