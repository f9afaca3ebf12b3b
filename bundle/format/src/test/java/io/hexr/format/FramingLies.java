package io.hexr.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

import io.hexr.oci.Digest;

/** The corpus of lies about tar and gzip: names, types, sizes, order, framing, and what stands behind the end. */
final class FramingLies {
    private static final Class<? extends RuntimeException> CORRUPT = BundleException.Corrupt.class;
    private static final Class<? extends RuntimeException> REFUSED = BundleException.Refused.class;

    private final List<Lies.Lie> all = new ArrayList<>();
    private final SampleRelease sample;

    private FramingLies(SampleRelease sample) {
        this.sample = sample;
    }

    static List<Lies.Lie> about(SampleRelease sample) {
        FramingLies lies = new FramingLies(sample);
        lies.headers();
        lies.names();
        lies.order();
        lies.blobs();
        lies.gzip();
        return List.copyOf(lies.all);
    }

    private void add(String name, Class<? extends RuntimeException> refusal, LieArchive archive) {
        all.add(new Lies.Lie(name, refusal, "", archive));
    }

    private LieArchive honest() {
        return LieArchive.of(sample);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private void header(String name, Consumer<byte[]> change) {
        add(name + " on a control file", CORRUPT, honest().header(SumsFile.PATH, change));
        add(
                name + " on a blob",
                CORRUPT,
                honest().entries(list -> list.getLast().header(change)));
    }

    private void headers() {
        String[] types = {
            "hard link",
            "1",
            "symbolic link",
            "2",
            "character device",
            "3",
            "folder",
            "5",
            "fifo",
            "6",
            "PAX header",
            "x",
            "global PAX header",
            "g",
            "GNU long name",
            "L",
            "sparse file",
            "S",
            "old plain file",
            "\0"
        };
        for (int i = 0; i < types.length; i += 2) {
            String flag = types[i + 1];
            header(types[i], h -> put(h, 156, flag));
        }
        header("a link target", h -> put(h, 157, "/etc/passwd"));
        header("mode 0755", h -> put(h, 100, "0000755"));
        header("setuid", h -> put(h, 100, "0004644"));
        header("another owner", h -> put(h, 108, "0001750"));
        header("an owner's name", h -> put(h, 265, "root"));
        header("a time", h -> put(h, 136, "14700000000"));
        header("GNU magic", h -> put(h, 257, "ustar  \0"));
        header("a name in the prefix", h -> put(h, 345, "evil"));
        header("something in the unused end", h -> h[511] = 1);
        header("something behind the name's end", h -> h[99] = 'x');
        add("a size in base 256", REFUSED, honest().header(SumsFile.PATH, h -> h[124] = (byte) 0x80));
        add("a size of all sevens", REFUSED, honest().header(SumsFile.PATH, h -> put(h, 124, "77777777777")));
        add("a size with blanks", REFUSED, honest().header(SumsFile.PATH, h -> put(h, 124, "       1234")));
        add("a checksum that is wrong", CORRUPT, honest().entries(list -> list.get(2).header[148] ^= 1));
    }

    private void names() {
        for (String name : List.of(
                "../evil",
                "/etc/passwd",
                "hexr/../evil",
                "HEXR/SHA256SUMS",
                "hexr/SHA256SUMS ",
                "./hexr/SHA256SUMS",
                "hexr\\SHA256SUMS",
                "hexr/SHA256SUMS/")) {
            add("control file named " + name, REFUSED, honest().header(SumsFile.PATH, h -> rename(h, name)));
            add(
                    "blob named " + name,
                    CORRUPT,
                    honest().entries(list -> list.getLast().header(h -> rename(h, name))));
        }
        add("control file without a name", REFUSED, honest().header(SumsFile.PATH, h -> rename(h, "")));
        add("control file named with NUL within", CORRUPT, honest().header(SumsFile.PATH, h -> h[20] = 'x'));
        add(
                "control file with a name of 100",
                REFUSED,
                honest().header(SumsFile.PATH, h -> rename(h, "x".repeat(100))));
    }

    private static void rename(byte[] header, String name) {
        Arrays.fill(header, 0, 100, (byte) 0);
        put(header, 0, name);
    }

    private void order() {
        add("the first two files swapped", REFUSED, honest().entries(list -> list.add(0, list.remove(1))));
        add("two bundle.json", REFUSED, honest().entries(list -> list.add(1, list.getFirst())));
        add(
                "two manifest.json",
                CORRUPT,
                honest().entries(list ->
                        list.add(at(list, DerivedFiles.LOAD_LIST) + 1, list.get(at(list, DerivedFiles.LOAD_LIST)))));
        add(
                "an extra file",
                CORRUPT,
                honest().entries(list ->
                        list.add(at(list, DerivedFiles.LOAD_LIST) + 1, LieArchive.Raw.of("evil", new byte[9]))));
        add(
                "an extra file at the end",
                CORRUPT,
                honest().entries(list -> list.add(
                        LieArchive.Raw.of("blobs/sha256/" + LieArchive.other().hex(), new byte[9]))));
        add("no VERIFY.txt", REFUSED, honest().entries(list -> list.remove(at(list, VerifyText.PATH))));
        add("signatures in another order", REFUSED, honest().entries(list -> list.add(3, list.remove(4))));
        add("a signature twice", REFUSED, honest().entries(list -> list.add(4, list.get(3))));
        add("30 signatures", REFUSED, honest().entries(list -> {
            for (int i = 0; i < 30; i++) {
                list.add(4, LieArchive.Raw.of(String.format("hexr/SHA256SUMS.%016x.sigstore.json", i), new byte[9]));
            }
        }));
        add("100,000 empty entries", REFUSED, honest().entries(list -> {
            for (int i = 0; i < 100_000; i++) {
                list.add(LieArchive.Raw.of("x", new byte[0]));
            }
            list.addAll(
                    1,
                    list.subList(list.size() - 50_000, list.size() - 1).stream().toList());
        }));
    }

    private static int at(List<LieArchive.Raw> list, String name) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException(name);
    }

    private void blobs() {
        add("two blobs swapped", CORRUPT, honest().entries(list -> list.add(list.remove(list.size() - 2))));
        add("a blob that is not there", CORRUPT, honest().entries(List::removeLast));
        add("a blob twice", CORRUPT, honest().entries(list -> list.add(list.getLast())));
        add(
                "a blob of other content, same size",
                CORRUPT,
                honest().entries(list -> list.getLast().content = new byte[list.getLast().content.length]));
        add(
                "a manifest of other content, same size",
                CORRUPT,
                honest().entries(list -> first(list).content = new byte[first(list).content.length]));
        add("a blob cut short, padded with zeros", CORRUPT, honest().entries(list -> {
            byte[] content = list.getLast().content;
            list.getLast().content = Arrays.copyOf(content, content.length - 1);
            list.getLast().padding = new byte[list.getLast().padding.length + 1];
        }));
        add("padding that is not zero", CORRUPT, honest().entries(list -> list.getLast().padding[0] = 1));
        add(
                "padding of a control file that is not zero",
                CORRUPT,
                honest().entries(list -> list.get(at(list, SumsFile.PATH)).padding[0] = 1));
        add(
                "512 more zeros behind a blob",
                CORRUPT,
                honest().entries(list -> list.getLast().padding = new byte[list.getLast().padding.length + 512]));
    }

    private static LieArchive.Raw first(List<LieArchive.Raw> list) {
        return list.get(at(list, DerivedFiles.LOAD_LIST) + 1);
    }

    private void gzip() {
        whole("a file name in the gzip header", b -> b[3] = 8);
        whole("a time in the gzip header", b -> b[4] = 1);
        whole("another system in the gzip header", b -> b[9] = 3);
        whole("another CRC-32", b -> b[b.length - 8] ^= 1);
        whole("another length", b -> b[b.length - 1] ^= 1);
        whole("an early end", b -> b[10] = 1);
        whole("a compressed block", b -> b[10] = 2);
        whole("bits behind the block type", b -> b[10] = (byte) 0x80);
        add("no trailer", CORRUPT, honest().whole(b -> Arrays.copyOf(b, b.length - 8)));
        add("a byte too many", CORRUPT, honest().whole(b -> Arrays.copyOf(b, b.length + 1)));
        add("half of it", CORRUPT, honest().whole(b -> Arrays.copyOf(b, b.length / 2)));
        add("nothing at all", CORRUPT, honest().whole(b -> new byte[0]));
        add("a second gzip member", CORRUPT, honest().whole(b -> join(b, pack(new byte[1024]))));
        add("the same archive twice", CORRUPT, honest().whole(b -> join(b, b)));
        add("an empty gzip member before", REFUSED, honest().whole(b -> join(pack(new byte[0]), b)));
        add("smaller blocks", CORRUPT, honest().block(1000));
        add("one block of zeros at the end", CORRUPT, honest().end(new byte[512]));
        add("a record of zeros at the end", CORRUPT, honest().end(new byte[10_240]));
        add("something in the end of the tar", CORRUPT, honest().end(something()));
        add("a bomb: 100 MB of zeros, compressed", REFUSED, honest().whole(b -> pack(new byte[100_000_000])));
        add(
                "the digest of nothing as name of everything",
                CORRUPT,
                honest().entries(list -> list.getLast()
                        .header(h -> rename(h, "blobs/" + Digest.of(new byte[0]).path()))));
    }

    private static byte[] something() {
        byte[] end = new byte[TarHeader.END];
        end[600] = 1;
        return end;
    }

    private void whole(String name, Consumer<byte[]> change) {
        add(name, CORRUPT, honest().whole(bytes -> {
            change.accept(bytes);
            return bytes;
        }));
    }

    private static byte[] join(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    private static byte[] pack(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
