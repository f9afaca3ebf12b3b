package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "bundle",
        header = "Look at, check, cut up and approve bundles.",
        subcommands = {BundleDownloadCommand.class})
final class BundleCommand {}
