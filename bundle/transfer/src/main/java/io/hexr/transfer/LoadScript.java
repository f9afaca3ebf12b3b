package io.hexr.transfer;

import java.nio.file.Path;
import java.util.Set;

import io.hexr.format.Contents;
import io.hexr.format.ImageArtifact;
import io.hexr.registry.RegistryAddress;

/** The manual path for a host that has docker and a bundle but may not run hexr: load, tag, push. Images only. */
public record LoadScript(Contents contents, Set<String> groups, RegistryAddress registry) {
    public LoadScript {
        groups = Set.copyOf(groups);
    }

    /** A POSIX shell script. Names in contents and addresses have a grammar that leaves nothing to quote. */
    public String text() {
        StringBuilder script = new StringBuilder("#!/bin/sh\n# Loads the images of " + contents.title()
                + " into docker and pushes them to " + registry + ".\n");
        script.append("""
            # Check the bundle first: hexr bundle verify, or the commands in hexr/VERIFY.txt. Log in first: docker login.
            # docker may write other manifests than those that were signed; for charts, run afterwards:
            #   hexr bundle lock BUNDLE --from-registry REGISTRY --values-out images.yaml
            set -eu
            bundle=${1:?usage: load-and-push.sh BUNDLE}
            registry=\
            """)
                .append(registry)
                .append("\n\nload() { docker load -i \"$bundle\"; }\n")
                .append("push() { docker tag \"$1\" \"$registry/$2\"; docker push \"$registry/$2\"; }\n\nload\n");
        contents.artifacts().stream()
                .filter(ImageArtifact.class::isInstance)
                .map(ImageArtifact.class::cast)
                .filter(image -> image.groups().stream().anyMatch(groups::contains))
                .forEach(image -> image.tags()
                        .forEach(tag -> script.append("push ")
                                .append(image.loadName())
                                .append(':')
                                .append(tag)
                                .append(' ')
                                .append(image.pushName())
                                .append(':')
                                .append(tag)
                                .append('\n')));
        return script.toString();
    }

    /** Writes the script. @throws TransferException.Unwritable */
    public void write(Path file) {
        OneFile.write(file, text());
    }
}
