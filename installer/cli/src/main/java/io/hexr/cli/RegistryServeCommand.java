package io.hexr.cli;

import java.nio.file.Path;
import java.util.Optional;

import io.hexr.console.Voice;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.ServerTags;
import io.hexr.registry.StoreFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        header = "Serve images and charts out of a folder, until stopped.",
        footer = {
            "hexr registry serve --dir /var/lib/hexr-registry",
            "hexr registry serve --dir /var/lib/hexr-registry --listen 0.0.0.0:5000 --tls-generate --htpasswd users",
        })
final class RegistryServeCommand implements Verb {
    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store; made if it is not there.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Option(names = "--read-only", description = "Nobody can push or delete.")
    boolean readOnly;

    @Option(names = "--immutable-tags", description = "A tag, once pushed, never names anything else.")
    boolean immutableTags;

    @Mixin
    final ServeOptions serve = new ServeOptions();

    @Override
    public Outcome run(Voice voice) {
        try (StoreFolder store = StoreFolder.open(folder)) {
            store.damage().forEach(line -> voice.narration().warn("not served: " + line));
            ServerOptions options = serve.options(voice, Optional.of(store.folder()))
                    .with(readOnly ? ServerOptions.Writes.REFUSED : ServerOptions.Writes.ALLOWED)
                    .with(immutableTags ? ServerTags.IMMUTABLE : ServerTags.MOVABLE);
            return serve.until(
                    voice, options, protectedBy -> io.hexr.registry.RegistryServer.start(store, protectedBy));
        }
    }
}
