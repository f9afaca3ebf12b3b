package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "bundle",
        header = "Look at, check, cut up and approve bundles.",
        footer = {"hexr bundle inspect hexr-bundle.tar.gz", "hexr bundle verify hexr-bundle.tar.gz"})
final class BundleCommand {}
