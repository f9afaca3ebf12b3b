package io.hexr.cli;

import picocli.CommandLine.Command;

@Command(
        name = "add",
        header = "Write one more artifact into a release spec, as you would by hand.",
        footer = {
            "hexr release add model tiny --path models/tiny --licence MIT --tag 1b --group llm --spec release.yaml",
            "hexr release add wheels sdk --path wheels --licence MIT --tag 0.8.0 --group core --spec release.yaml",
        })
final class ReleaseAddCommand {}
