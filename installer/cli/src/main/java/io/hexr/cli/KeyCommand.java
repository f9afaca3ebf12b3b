package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "key",
        header = "Make and show signing keys.",
        footer = {
            "hexr key generate --passphrase-file secret.txt release.key",
            "hexr key show release.pub",
        })
final class KeyCommand {}
