package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "trust",
        header = "Say whose releases and approvals this site believes.",
        footer = {
            "hexr trust add release.pub --release hexr --signer vendor --fingerprint \"3f1a 09bc …\"",
            "hexr trust list",
        })
final class TrustCommand {}
