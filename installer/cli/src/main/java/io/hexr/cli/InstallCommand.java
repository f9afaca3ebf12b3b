package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "install",
        header = "Judge a cluster; install, watch, upgrade, restore and take away the platform on it.",
        footer = {
            "hexr install preflight",
            "hexr install plan --from registry.site:5000/hexr --profile air-gapped",
            "hexr install apply --from registry.site:5000/hexr --profile air-gapped",
            "hexr install status",
        })
final class InstallCommand {}
