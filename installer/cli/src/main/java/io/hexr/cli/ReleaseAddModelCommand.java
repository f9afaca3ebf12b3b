package io.hexr.cli;

import java.nio.file.Path;

import io.hexr.console.Voice;
import io.hexr.format.ReleaseSpecEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "model",
        header = "Add a model: a GGUF file, a folder of safetensors, or a folder as Ollama keeps it.",
        footer = {
            "hexr release add model tiny --path models/tiny --licence MIT --tag 1b --group llm --spec release.yaml"
        })
final class ReleaseAddModelCommand implements Verb {
    @Mixin
    final SpecAddition addition = new SpecAddition();

    @Option(names = "--path", paramLabel = "FILE|DIR", required = true, description = "The file or folder.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path path;

    @Override
    public Outcome run(Voice voice) {
        return addition.into(
                ReleaseSpecEdit.Section.MODELS, addition.fields("models/").withPath("path", path));
    }
}
