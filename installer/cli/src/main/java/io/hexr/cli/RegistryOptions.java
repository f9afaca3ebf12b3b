package io.hexr.cli;

import java.util.function.Function;

import io.hexr.console.Voice;
import io.hexr.transfer.Destination;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The registry a command talks to, and how. */
final class RegistryOptions {
    @Option(
            names = "--registry",
            required = true,
            paramLabel = "REGISTRY",
            description = "HOST[:PORT][/PATH]; images are named below it.")
    String address = "";

    @Mixin
    final ConnectionOptions connection = new ConnectionOptions();

    /** Works with the registry; the connections end and the egress report is written however the work ends. */
    <T> T connected(Voice voice, Function<Destination, T> work) {
        return connection.connected(voice, address, work);
    }
}
