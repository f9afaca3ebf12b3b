package io.hexr.format;

import java.nio.file.Path;

import io.hexr.signing.TrustPolicy;

/** A creation in a process of its own, which says on each piece how far it is, so that another can kill it at any point. */
final class CreateProcess {
    private CreateProcess() {}

    /** Takes the release folder, the policy file and the output. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        TrustPolicy policy = TrustPolicy.read(Path.of(arguments[1]));
        SignedContents signed = SignedContents.verify(ReleaseFolder.read(folder), Trust.of(policy, SampleRelease.NOW));
        VerifiedRelease release = VerifiedRelease.of(signed, new FolderSource(folder));
        System.out.println("start");
        BundleWriter.Written written = BundleWriter.write(
                release, Presence.complete(release.contents()), Path.of(arguments[2]), 2, CreateProcess::say);
        System.out.println("done " + written.kept());
    }

    private static synchronized void say(long bytes) {
        System.out.println(bytes);
        System.out.flush();
    }
}
