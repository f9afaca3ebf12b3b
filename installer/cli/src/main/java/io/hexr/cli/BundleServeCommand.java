package io.hexr.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.Artifact;
import io.hexr.format.BundleReader;
import io.hexr.format.Trust;
import io.hexr.format.VerifiedBundle;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServedRepository;
import io.hexr.registry.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "serve",
        header = "Verify a bundle, then serve it as a read-only registry, without unpacking it.",
        footer = {"hexr bundle serve hexr-bundle.tar.gz", "hexr bundle serve /media/disc1 /media/disc2"})
final class BundleServeCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Mixin
    final ServeOptions serve = new ServeOptions();

    @Override
    public Outcome run(Voice voice) {
        try (ArchiveBytes archive = source.open()) {
            Trust trust = believed.of(voice, source.approvals(archive));
            ServerOptions options = serve.options(voice, Optional.empty()).with(ServerOptions.Writes.REFUSED);
            VerifiedBundle bundle;
            try (Progress.Step step = voice.progress().step("verifying", archive.size())) {
                bundle = BundleReader.verify(archive, trust, BundleSource.counting(voice, step));
                step.done();
            }
            return serve.until(voice, options, given -> RegistryServer.start(repositories(bundle), given));
        }
    }

    /** One repository for each push name; only artifacts that are wholly there. */
    private static List<Repository> repositories(VerifiedBundle bundle) {
        Map<String, List<Artifact>> byName = new TreeMap<>();
        bundle.artifacts()
                .forEach(artifact -> byName.computeIfAbsent(artifact.pushName(), name -> new ArrayList<>())
                        .add(artifact));
        Map<Digest, Descriptor> described = new HashMap<>();
        bundle.contents().descriptors().forEach(descriptor -> described.put(descriptor.digest(), descriptor));
        List<Repository> all = new ArrayList<>();
        byName.forEach((name, artifacts) -> {
            SortedSet<String> tags = new TreeSet<>();
            Set<Digest> reach = new HashSet<>();
            artifacts.forEach(artifact -> {
                tags.addAll(artifact.tags());
                reach.addAll(bundle.contents().closure(artifact));
            });
            all.add(new Repository(name, tags, reach, described, bundle.content(artifacts)));
        });
        return all;
    }

    private record Repository(
            String name,
            SortedSet<String> tags,
            Set<Digest> reach,
            Map<Digest, Descriptor> described,
            ContentSource content)
            implements ServedRepository {
        @Override
        public Optional<Descriptor> find(Digest digest) {
            return Optional.ofNullable(described.get(digest)).filter(found -> reach.contains(digest));
        }
    }
}
