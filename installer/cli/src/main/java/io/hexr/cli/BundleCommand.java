package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "bundle",
        header = "Look at, check, cut up, approve and push bundles.",
        subcommands = {
            BundleDownloadCommand.class,
            BundleInspectCommand.class,
            BundleVerifyCommand.class,
            BundleSignCommand.class,
            BundleSplitCommand.class,
            BundleJoinCommand.class,
            BundleExtractCommand.class,
            BundleDiffCommand.class,
            BundlePushCommand.class,
            BundleLockCommand.class,
            BundleCustodyCommand.class,
            BundleServeCommand.class,
            BundleInventoryCommand.class
        },
        footer = {
            "hexr bundle inspect hexr-bundle.tar.gz",
            "hexr bundle verify hexr-bundle.tar.gz",
            "hexr bundle push hexr-bundle.tar.gz --registry registry.site:5000/hexr"
        })
final class BundleCommand {}
