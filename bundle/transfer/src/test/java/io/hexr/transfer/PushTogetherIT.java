package io.hexr.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.hexr.format.ArchiveFile;
import io.hexr.format.BundleReader;
import io.hexr.format.SampleRelease;
import io.hexr.format.SignedBundle;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.ServerTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class PushTogetherIT {
    private static final int PUSHES = 8;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void identicalPushesAtTheSameTimeAllEndRight() throws Exception {
        SampleRelease sample = SampleRelease.many(9, 12);
        Path bundle = sample.write(folder.resolve("bundle.tar.gz"));
        CyclicBarrier together = new CyclicBarrier(PUSHES);
        try (TestRegistry registry = TestRegistry.in(folder.resolve("store"), o -> o.with(ServerTags.IMMUTABLE));
                ExecutorService pushes = Executors.newFixedThreadPool(PUSHES)) {
            Callable<PushReport> one = () -> {
                try (ArchiveFile archive = ArchiveFile.open(bundle);
                        RegistryClient client = TestRegistry.client(registry.at())) {
                    SignedBundle signed = BundleReader.open(archive, sample.trust());
                    Destination to = TestRegistry.destination(client, registry.at());
                    Push push = new Push(signed, to, PushOptions.USUAL);
                    together.await();
                    try (PushJournal journal = PushJournal.below(
                            folder.resolve("state"), to, signed.verified().statement())) {
                        return push.run(push.plan(), journal, PushObserver.SILENT);
                    }
                }
            };
            List<Future<PushReport>> running = new ArrayList<>();
            for (int i = 0; i < PUSHES; i++) {
                running.add(pushes.submit(one));
            }
            for (Future<PushReport> push : running) {
                assertThat(push.get().isWhole()).isTrue();
            }
            try (RegistryClient client = TestRegistry.client(registry.at())) {
                new Landed(sample.contents(), TestRegistry.destination(client, registry.at()))
                        .holds(sample.contents().groups());
            }
            assertThat(folder.resolve("state")).isEmptyDirectory();
        }
    }
}
