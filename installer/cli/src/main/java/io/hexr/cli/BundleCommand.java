package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "bundle",
        header = "Look at, check, cut up and approve bundles.",
        subcommands = {
            BundleDownloadCommand.class,
            BundleInspectCommand.class,
            BundleVerifyCommand.class,
            BundleSignCommand.class,
            BundleSplitCommand.class,
            BundleJoinCommand.class,
            BundleExtractCommand.class,
            BundleDiffCommand.class,
            BundleCustodyCommand.class,
            BundleServeCommand.class
        },
        footer = {"hexr bundle inspect hexr-bundle.tar.gz", "hexr bundle verify hexr-bundle.tar.gz"})
final class BundleCommand {}
