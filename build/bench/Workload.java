import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Makes the seeded workload of the benchmark as an OCI layout: images with shared layers of incompressible files, half of them Docker v2s2 manifests and half
 * OCI. The same seed and size give the same bytes. Uses nothing of the product, so that the product cannot be measured on data that flatters it.
 *
 * <p>usage: java Workload.java FOLDER [MEGABYTES] [SEED]
 */
void main(String[] args) throws IOException {
    Path layout = Path.of(args[0]);
    long megabytes = args.length > 1 ? Long.parseLong(args[1]) : 1400;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    Files.createDirectories(layout.resolve("blobs/sha256"));
    SplittableRandom random = new SplittableRandom(seed);

    // 4 shared base layers, 8 shared middle layers, 16 images with one to three layers of their own: about 60 blobs of very different sizes
    List<Layer> bases = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
        bases.add(layer(layout, random.split(), megabytes * 4 / 100));
    }
    List<Layer> middles = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
        middles.add(layer(layout, random.split(), megabytes * (i % 4 + 1) / 100));
    }
    StringBuilder index = new StringBuilder();
    long[] own = {7, 5, 5, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
    for (int i = 0; i < 16; i++) {
        List<Layer> layers = new ArrayList<>(List.of(bases.get(i % 4), middles.get(i % 8)));
        int parts = i % 3 + 1;
        for (int p = 0; p < parts; p++) {
            layers.add(layer(layout, random.split(), Math.max(1, megabytes * own[i] / 100 / parts)));
        }
        String name = "bench-image-" + (char) ('a' + i);
        index.append(i == 0 ? "" : ",").append(image(layout, name, layers, i % 2 == 0));
    }
    write(
            layout.resolve("index.json"),
            ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[" + index + "]}").getBytes(StandardCharsets.UTF_8));
    write(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
    try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
        long[] total = {0, 0};
        blobs.forEach(blob -> {
            total[0]++;
            total[1] += blob.toFile().length();
        });
        IO.println(total[0] + " blobs, " + total[1] + " bytes, 16 images");
    }
}

record Layer(String digest, long size, String diffId) {}

static String image(Path layout, String name, List<Layer> layers, boolean docker) throws IOException {
    String diffIds = String.join(",", layers.stream().map(l -> "\"" + l.diffId() + "\"").toList());
    byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"2026-01-01T00:00:00Z\",\"config\":{\"User\":\"65532\",\"Entrypoint\":[\"/" + name
                    + "\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + diffIds + "]}}")
            .getBytes(StandardCharsets.UTF_8);
    String configType = docker ? "application/vnd.docker.container.image.v1+json" : "application/vnd.oci.image.config.v1+json";
    String layerType = docker ? "application/vnd.docker.image.rootfs.diff.tar.gzip" : "application/vnd.oci.image.layer.v1.tar+gzip";
    String type = docker ? "application/vnd.docker.distribution.manifest.v2+json" : "application/vnd.oci.image.manifest.v1+json";
    String list = String.join(
            ",", layers.stream().map(l -> descriptor(layerType, l.digest(), l.size(), "")).toList());
    byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"config\":"
                    + descriptor(configType, put(layout, config), config.length, "") + ",\"layers\":[" + list + "]}")
            .getBytes(StandardCharsets.UTF_8);
    String extra = ",\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"},\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name
            + "\",\"io.containerd.image.name\":\"bench.local/" + name + ":1.0.0\"}";
    return descriptor(type, put(layout, manifest), manifest.length, extra);
}

static String descriptor(String type, String digest, long size, String extra) {
    return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + extra + "}";
}

static String put(Path layout, byte[] bytes) throws IOException {
    String hex = HexFormat.of().formatHex(sha256().digest(bytes));
    write(layout.resolve("blobs/sha256").resolve(hex), bytes);
    return "sha256:" + hex;
}

static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
}

/** One gzip layer of a tar with files between 1 KiB and 8 MiB, stored (what is inside real layers no longer compresses). */
static Layer layer(Path layout, SplittableRandom random, long megabytes) throws IOException {
    Path temp = Files.createTempFile(layout, "layer", ".partial");
    MessageDigest blob = sha256();
    MessageDigest diff = sha256();
    long left = megabytes << 20;
    try (OutputStream file = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(temp), 1 << 20), blob);
            Gzip gzip = new Gzip(file);
            DigestOutputStream tar = new DigestOutputStream(gzip, diff)) {
        for (int i = 0; left > 0; i++) {
            int size = (int) Math.min(left, 1024L << random.nextInt(14));
            byte[] body = new byte[size];
            random.nextBytes(body);
            tar.write(header("files/" + i, size));
            tar.write(body);
            tar.write(new byte[(512 - size % 512) % 512]);
            left -= size;
        }
        tar.write(new byte[1024]);
    }
    String hex = HexFormat.of().formatHex(blob.digest());
    Path to = layout.resolve("blobs/sha256").resolve(hex);
    long size = Files.size(temp);
    Files.move(temp, to, StandardCopyOption.REPLACE_EXISTING);
    return new Layer("sha256:" + hex, size, "sha256:" + HexFormat.of().formatHex(diff.digest()));
}

static byte[] header(String name, long size) {
    byte[] block = new byte[512];
    put(block, 0, name);
    put(block, 100, "0000644\0000000000\0000000000\000");
    put(block, 124, String.format("%011o", size));
    put(block, 136, "00000000000");
    put(block, 156, "0");
    put(block, 257, "ustar\00000");
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
        sum += b & 0xff;
    }
    put(block, 148, String.format("%06o", sum) + "\0 ");
    return block;
}

static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, at, bytes.length);
}

static MessageDigest sha256() {
    try {
        return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
    }
}

/** Gzip with stored blocks and an empty header, so that the bytes do not depend on a clock. */
static final class Gzip extends OutputStream {
    private final OutputStream out;
    private final Deflater deflater = new Deflater(Deflater.NO_COMPRESSION, true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private boolean closed;

    Gzip(OutputStream out) throws IOException {
        this.out = out;
        out.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255});
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        deflater.setInput(bytes, offset, length);
        while (!deflater.needsInput()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        long sum = crc.getValue();
        long size = deflater.getBytesRead();
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (sum >>> shift));
        }
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (size >>> shift));
        }
        deflater.end();
    }
}
