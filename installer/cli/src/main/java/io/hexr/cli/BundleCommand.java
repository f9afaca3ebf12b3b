package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "bundle",
        header = "Look at, check, cut up, approve and push bundles.",
        footer = {
            "hexr bundle inspect hexr-bundle.tar.gz",
            "hexr bundle verify hexr-bundle.tar.gz",
            "hexr bundle push hexr-bundle.tar.gz --registry registry.site:5000/hexr"
        })
final class BundleCommand {}
