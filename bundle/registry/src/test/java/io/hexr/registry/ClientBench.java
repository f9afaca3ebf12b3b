package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;

/**
 * Pushes every file of a folder as a blob and reads them back, on so many connections, and prints rates, processor time and memory. Not a test: numbers in
 * the documents come from here. Arguments: registry address, repository, folder, connections, and {@code push}, {@code pull} or {@code both}.
 */
final class ClientBench {
    private ClientBench() {}

    /** One blob on disk. */
    private record Content(Path file, Descriptor descriptor) {}

    public static void main(String[] arguments) throws Exception {
        RegistryAddress address = RegistryAddress.parse(arguments[0]);
        int connections = Integer.parseInt(arguments[3]);
        List<Content> contents = contents(Path.of(arguments[2]));
        EgressPolicy policy = EgressPolicy.nothing().naming(address.at(), EgressPolicy.Purpose.REGISTRY);
        HostSettings host = address.tls() ? HostSettings.USUAL : HostSettings.USUAL.overPlainHttp();
        try (RegistryClient client =
                RegistryClient.open(ClientSettings.within(policy).with(address.at(), host))) {
            RegistryStore store = client.store(address, arguments[1]);
            if (!arguments[4].equals("pull")) {
                run("push", connections, contents, content -> push(store, content));
            }
            if (!arguments[4].equals("push")) {
                run("pull", connections, contents, content -> pull(store, content));
            }
        }
    }

    private interface Step {
        void of(Content content) throws IOException;
    }

    private static List<Content> contents(Path folder) throws IOException {
        List<Content> contents = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String hex = file.getFileName().toString();
                contents.add(new Content(
                        file, Descriptor.of(MediaTypes.OCTET_STREAM, Digest.parse("sha256:" + hex), Files.size(file))));
            }
        }
        // the longest first, so that no connection is left alone with it at the end
        contents.sort(
                Comparator.comparingLong((Content c) -> c.descriptor().size()).reversed());
        return contents;
    }

    private static void push(RegistryStore store, Content content) throws IOException {
        if (store.has(content.descriptor())) {
            return;
        }
        try (FileChannel channel = FileChannel.open(content.file())) {
            store.upload(
                    content.descriptor(),
                    Body.of(channel, 0, content.descriptor().size()),
                    UploadJournal.NONE,
                    Optional.empty());
        }
    }

    private static void pull(RegistryStore store, Content content) throws IOException {
        byte[] buffer = new byte[128 << 10];
        try (InputStream in = store.open(content.descriptor())) {
            while (in.read(buffer) >= 0) {
                // verified and dropped
            }
        }
    }

    private static void run(String name, int connections, List<Content> contents, Step step)
            throws InterruptedException, ExecutionException, IOException {
        long start = System.nanoTime();
        long cpu = cpu();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (Content content : contents) {
                running.add(threads.submit(() -> {
                    step.of(content);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = contents.stream().mapToLong(c -> c.descriptor().size()).sum();
        System.out.printf(
                "%s: %d blobs, %d MB in %.2f s, %.0f MB/s, %.2f s of processor, peak memory %s%n",
                name, contents.size(), bytes / 1_000_000, seconds, bytes / 1e6 / seconds, (cpu() - cpu) / 1e9, peak());
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static String peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .findFirst()
                .orElse("unknown");
    }
}
