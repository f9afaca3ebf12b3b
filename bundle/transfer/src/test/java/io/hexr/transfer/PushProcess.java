package io.hexr.transfer;

import java.nio.file.Path;
import java.util.Optional;

import io.hexr.format.ArchiveFile;
import io.hexr.format.BundleReader;
import io.hexr.format.SampleRelease;
import io.hexr.format.SignedBundle;
import io.hexr.format.Trust;
import io.hexr.registry.Chunks;
import io.hexr.registry.HostPort;
import io.hexr.registry.RegistryClient;
import io.hexr.signing.TrustPolicy;

/**
 * A process that pushes: what the kill test kills. Arguments: bundle, trust policy, port, folder of the journal. Chunks of one mebibyte, so that a small
 * bundle has blobs of many.
 */
final class PushProcess {
    static final long CHUNK = 1 << 20;

    private PushProcess() {}

    public static void main(String[] arguments) {
        HostPort at = new HostPort("127.0.0.1", Integer.parseInt(arguments[2]));
        Optional<TrustPolicy> policy = TrustPolicy.find(Path.of(arguments[1]));
        try (ArchiveFile archive = ArchiveFile.open(Path.of(arguments[0]));
                RegistryClient client =
                        RegistryClient.open(TestRegistry.settings(at).with(Chunks.of(CHUNK)))) {
            SignedBundle bundle = BundleReader.open(archive, Trust.of(policy.orElseThrow(), SampleRelease.NOW));
            Destination to = TestRegistry.destination(client, at);
            Push push = new Push(bundle, to, PushOptions.USUAL);
            try (PushJournal journal = PushJournal.below(
                    Path.of(arguments[3]), to, bundle.verified().statement())) {
                System.out.println("pushing");
                push.run(push.plan(), journal, PushObserver.SILENT);
            }
        }
    }
}
