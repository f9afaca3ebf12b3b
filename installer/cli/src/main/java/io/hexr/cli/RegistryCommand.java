package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "registry",
        header = "Run the registry of a site that has none.",
        footer = {"hexr registry serve --dir /var/lib/hexr-registry", "hexr registry gc --dir /var/lib/hexr-registry"})
final class RegistryCommand {}
