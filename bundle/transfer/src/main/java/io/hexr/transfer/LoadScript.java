package io.hexr.transfer;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.hexr.format.Contents;
import io.hexr.format.ImageArtifact;
import io.hexr.format.Presence;
import io.hexr.registry.RegistryAddress;

/**
 * The manual path for a host that has docker and a bundle but may not run hexr: load, tag, push. Images only, and of a partial bundle those that are whole in
 * it. It stops at the first failure.
 *
 * @param lock the command that tells afterwards what the registry holds, for people to read
 */
public record LoadScript(
        Contents contents, Presence presence, Set<String> groups, RegistryAddress registry, String lock) {
    public LoadScript {
        groups = Set.copyOf(groups);
    }

    /** A POSIX shell script. Names in contents and addresses have a grammar that leaves nothing to escape between quotes. */
    public String text() {
        StringBuilder script = new StringBuilder("#!/bin/sh\n# Loads the images of " + contents.title()
                + " into docker and pushes them to " + registry + ".\n");
        script.append("""
            # Check the bundle first: hexr bundle verify, or the commands in hexr/VERIFY.txt. Log in first: docker login.
            # docker may write other manifests than those that were signed; for charts, run afterwards:
            """);
        // a file name may hold a line's end, which would end the comment
        lock.lines().forEach(line -> script.append("#   ").append(line).append('\n'));
        script.append("""
            set -eu
            bundle=${1:?usage: sh load-and-push.sh BUNDLE}
            registry='""").append(registry).append("""
            '

            load() { docker load -i "$bundle"; }
            push() {
                docker tag "$1" "$registry/$2"
                docker push "$registry/$2"
            }

            load
            """);
        for (ImageArtifact image : images()) {
            boolean here = presence.isComplete(image);
            for (String tag : image.tags()) {
                script.append(here ? "push '" : "# not whole in this bundle: '")
                        .append(image.loadName())
                        .append(':')
                        .append(tag)
                        .append("' '")
                        .append(image.pushName())
                        .append(':')
                        .append(tag)
                        .append("'\n");
            }
        }
        return script.toString();
    }

    private List<ImageArtifact> images() {
        return contents.artifacts().stream()
                .filter(ImageArtifact.class::isInstance)
                .map(ImageArtifact.class::cast)
                .filter(image -> image.groups().stream().anyMatch(groups::contains))
                .toList();
    }

    /** Writes the script. @throws TransferException.Unwritable */
    public void write(Path file) {
        OneFile.write(file, text());
    }
}
