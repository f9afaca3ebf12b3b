import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many clients that each pull every blob of a layout, over one connection each, throwing the bytes away; and the least server there is, which sends a
 * file for a path and reads no more of a request than its end: what the machine can do at best.
 *
 * <p>usage: java Storm.java pull HOST:PORT REPOSITORY LAYOUT CLIENTS | java Storm.java floor PORT LAYOUT
 */
void main(String[] args) throws Exception {
    if (args[0].equals("floor")) {
        floor(Integer.parseInt(args[1]), Path.of(args[2], "blobs/sha256"));
        return;
    }
    String host = args[1].substring(0, args[1].lastIndexOf(':'));
    int port = Integer.parseInt(args[1].substring(args[1].lastIndexOf(':') + 1));
    List<Path> blobs;
    try (var files = Files.list(Path.of(args[3], "blobs/sha256"))) {
        blobs = files.filter(blob -> !isManifest(blob)).sorted().toList();
    }
    int clients = Integer.parseInt(args[4]);
    AtomicLong bytes = new AtomicLong();
    AtomicLong errors = new AtomicLong();
    CountDownLatch done = new CountDownLatch(clients);
    long began = System.nanoTime();
    for (int i = 0; i < clients; i++) {
        int first = i * blobs.size() / clients;
        Thread.ofPlatform().start(() -> {
            try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(host, port))) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
                for (int b = 0; b < blobs.size(); b++) {
                    bytes.addAndGet(pull(channel, buffer, args[2], blobs.get((first + b) % blobs.size())));
                }
            } catch (IOException | RuntimeException e) {
                if (errors.getAndIncrement() == 0) {
                    System.err.println("storm: " + e);
                }
            } finally {
                done.countDown();
            }
        });
    }
    done.await();
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(Locale.ROOT, "%d bytes %.3f s %d errors%n", bytes.get(), seconds, errors.get());
}

/** A registry hands manifests out elsewhere. */
static boolean isManifest(Path blob) {
    try {
        return Files.size(blob) < (1 << 20) && Files.readString(blob, StandardCharsets.ISO_8859_1).startsWith("{\"schemaVersion\"");
    } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
    }
}

static long pull(SocketChannel channel, ByteBuffer buffer, String repository, Path blob) throws IOException {
    String request = "GET /v2/" + repository + "/blobs/sha256:" + blob.getFileName() + " HTTP/1.1\r\nHost: bench\r\n\r\n";
    ByteBuffer head = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    while (head.hasRemaining()) {
        channel.write(head);
    }
    buffer.clear();
    String answer = "";
    while (!answer.contains("\r\n\r\n")) {
        if (channel.read(buffer) < 0) {
            throw new IOException("closed within a head");
        }
        answer = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
    }
    int end = answer.indexOf("\r\n\r\n") + 4;
    String fields = answer.substring(0, end).toLowerCase(Locale.ROOT);
    long size = Files.size(blob);
    if (!fields.startsWith("http/1.1 200 ") || !fields.contains("content-length: " + size + "\r\n")) {
        throw new IOException(fields.lines().findFirst().orElse("") + " for " + size + " bytes");
    }
    long left = size - (buffer.position() - end);
    while (left > 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int n = channel.read(buffer);
        if (n < 0) {
            throw new IOException("closed within a body");
        }
        left -= n;
    }
    return size;
}

static void floor(int port, Path folder) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
        server.bind(new InetSocketAddress("127.0.0.1", port), 1024);
        while (true) {
            SocketChannel client = server.accept();
            Thread.ofPlatform().start(() -> {
                try (client) {
                    ByteBuffer buffer = ByteBuffer.allocate(8 << 10);
                    while (client.read(buffer) >= 0) {
                        String request = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
                        if (request.endsWith("\r\n\r\n")) {
                            buffer.clear();
                            send(client, folder.resolve(request.substring(request.indexOf("sha256:") + 7, request.indexOf(" HTTP"))));
                        }
                    }
                } catch (IOException e) {
                    // the client has gone
                }
            });
        }
    }
}

static void send(SocketChannel client, Path file) throws IOException {
    try (FileChannel content = FileChannel.open(file)) {
        long size = content.size();
        ByteBuffer head = ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        while (head.hasRemaining()) {
            client.write(head);
        }
        for (long sent = 0; sent < size; ) {
            sent += content.transferTo(sent, size - sent, client);
        }
    }
}
