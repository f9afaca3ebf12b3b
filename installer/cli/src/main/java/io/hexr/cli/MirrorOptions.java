package io.hexr.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.hexr.assembly.AssemblyException;
import io.hexr.assembly.Upstreams;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Voice;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Reference;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the upstream images of a release spec are fetched from. Only hosts that are named here are contacted. */
final class MirrorOptions {
    @Option(
            names = "--mirror",
            paramLabel = "HOST=REGISTRY[/PATH]",
            description = {
                "Fetch upstream images of HOST from there; repeatable. HOST=HOST fetches them from where they are",
                "published."
            })
    List<String> mirrors = new ArrayList<>();

    @Mixin
    final ConnectionOptions connection = new ConnectionOptions();

    /** Works with the upstreams; the connections end and the egress report is written however the work ends. */
    <T> T connected(Voice voice, Function<Upstreams, T> work) {
        Map<String, RegistryAddress> places = places();
        if (places.isEmpty()) {
            return work.apply(Upstreams.NONE);
        }
        return connection.connectedTo(
                voice, List.copyOf(places.values()), client -> work.apply(new Mirrored(places, client)));
    }

    /** For each upstream host the place that is asked in the end: a mirror may lie behind another. */
    private Map<String, RegistryAddress> places() {
        Map<String, String> named = new LinkedHashMap<>();
        for (String mirror : mirrors) {
            int equals = mirror.indexOf('=');
            if (equals < 1 || equals == mirror.length() - 1) {
                throw refused("--mirror " + mirror + " names no host or no place", "write HOST=REGISTRY[/PATH]");
            }
            String host = mirror.substring(0, equals);
            String before = named.put(host, mirror.substring(equals + 1));
            if (before != null) {
                throw refused("--mirror names two places for " + host, "leave one of them out");
            }
        }
        Map<String, RegistryAddress> places = new LinkedHashMap<>();
        named.forEach((host, place) -> places.put(host, connection.address(end(host, named))));
        return places;
    }

    private static String end(String host, Map<String, String> named) {
        Set<String> way = new LinkedHashSet<>(List.of(host));
        String place = named.getOrDefault(host, host);
        while (true) {
            String at = host(place);
            String next = named.get(at);
            if (next == null || host(next).equals(at)) {
                return place;
            }
            if (!way.add(at)) {
                throw refused(
                        "--mirror leads in a circle: " + String.join(" to ", way) + " to " + at,
                        "name a place that is not mirrored itself");
            }
            place = next + place.substring(at.length());
        }
    }

    private static String host(String place) {
        return place.replaceFirst("/.*", "");
    }

    private static ConsoleException.Refused refused(String summary, String next) {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, summary)
                .because("mirrors contradict each other or are written wrongly")
                .next(next));
    }

    List<Object> words() {
        List<Object> words = new ArrayList<>();
        mirrors.forEach(mirror -> words.addAll(List.of("--mirror", mirror)));
        words.addAll(connection.words());
        return words;
    }

    private record Mirrored(Map<String, RegistryAddress> places, RegistryClient client) implements Upstreams {
        @Override
        public Found find(Reference reference) {
            RegistryAddress place = places.get(reference.registry());
            if (place == null) {
                return NONE.find(reference);
            }
            RegistryStore store = client.store(place, reference.repository());
            Optional<Descriptor> named =
                    switch (reference) {
                        case Reference.Tagged tagged -> store.resolve(tagged.tag());
                        case Reference.Pinned pinned -> store.resolve(pinned.digest());
                    };
            return new Found(
                    named.orElseThrow(() -> new AssemblyException.SourceMissing(
                            reference.toString(), place + "/" + reference.repository())),
                    store);
        }
    }
}
