package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "registry",
        header = "Run the registry of a site that has none; take old releases out of any.",
        footer = {
            "hexr registry serve --dir /var/lib/hexr-registry",
            "hexr registry gc --dir /var/lib/hexr-registry",
            "hexr registry prune --registry registry.site:5000/hexr --plan prune.json",
        })
final class RegistryCommand {}
