package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "install",
        header = "Judge a cluster, plan an installation, carry it out.",
        footer = {
            "hexr install preflight",
            "hexr install plan --from registry.site:5000/hexr --profile air-gapped",
            "hexr install apply --from registry.site:5000/hexr --profile air-gapped",
        })
final class InstallCommand {}
