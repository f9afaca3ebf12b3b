package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "sources",
        header = "Pin the sources that images are built from.",
        footer = {"hexr release sources refresh --spec release.yaml"})
final class ReleaseSourcesCommand {}
