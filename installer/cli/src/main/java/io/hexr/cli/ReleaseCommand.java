package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "release",
        header = "Build, check and sign releases, on the connected side.",
        footer = {
            "hexr release build --spec release.yaml --to release",
            "hexr release sign release --key release.key --passphrase-file secret.txt",
        })
final class ReleaseCommand {}
