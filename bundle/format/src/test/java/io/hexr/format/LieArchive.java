package io.hexr.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.oci.Digest;
import io.hexr.oci.StrictJson;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.Signatures;
import io.hexr.signing.SigningKey;

/**
 * Builds archives that no writer of ours would: any contents, sums, entries and framing, SIGNED WITH A VALID KEY unless the lie is about the signature.
 * What is not changed is as in an honest bundle, and everything that a liar can repair (checksums, digests in the list of sums and of presence, CRC-32) is
 * repaired, so that only the rule under test stands in the way.
 */
final class LieArchive {
    /** One tar entry as bytes, whatever they are. */
    static final class Raw {
        byte[] header;
        byte[] content;
        byte[] padding;

        Raw(byte[] header, byte[] content) {
            this.header = header;
            this.content = content;
            this.padding = new byte[TarHeader.padding(content.length)];
        }

        static Raw of(String name, byte[] content) {
            return new Raw(TarHeader.of(name, content.length), content);
        }

        String name() {
            return TarHeader.name(header);
        }

        /** Changes the header and repairs its checksum. */
        void header(Consumer<byte[]> change) {
            change.accept(header);
            java.util.Arrays.fill(header, 148, 156, (byte) ' ');
            int sum = 0;
            for (byte b : header) {
                sum += b & 0xff;
            }
            System.arraycopy(String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII), 0, header, 148, 8);
        }

        byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(header);
            out.writeBytes(content);
            out.writeBytes(padding);
            return out.toByteArray();
        }
    }

    private final SampleRelease sample;
    private final Contents contents;
    private byte[] contentsBytes;
    private List<SigningKey> keys;
    private UnaryOperator<String> sums = text -> text;
    private UnaryOperator<List<SignatureFile>> signatures = files -> files;
    private Consumer<ObjectNode> presence = node -> {};
    private final Map<String, UnaryOperator<byte[]>> files = new LinkedHashMap<>();
    private Consumer<List<Raw>> entries = list -> {};
    private UnaryOperator<byte[]> whole = bytes -> bytes;
    private byte[] end = new byte[TarHeader.END];
    private int block = StoredBlocks.BLOCK;

    private LieArchive(SampleRelease sample, Contents contents) {
        this.sample = sample;
        this.contents = contents;
        this.contentsBytes = contents.bytes();
        this.keys = sample.keys();
    }

    static LieArchive of(SampleRelease sample) {
        return new LieArchive(sample, sample.contents());
    }

    /** Of contents that contradict a manifest; all else follows from them. */
    static LieArchive ofContradiction(SampleRelease sample) {
        return new LieArchive(sample, sample.lying());
    }

    /** Changes the contents list as a tree; it is written canonically, summed and signed. */
    LieArchive contents(Consumer<ObjectNode> change) {
        ObjectNode tree = tree(contentsBytes);
        change.accept(tree);
        contentsBytes = StrictJson.write(tree);
        return this;
    }

    /** Changes the contents list as text; it is summed and signed as it is. */
    LieArchive contentsText(UnaryOperator<String> change) {
        contentsBytes = change.apply(text(contentsBytes)).getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Changes the list of sums before it is signed. */
    LieArchive sums(UnaryOperator<String> change) {
        sums = change;
        return this;
    }

    LieArchive signedBy(SigningKey... others) {
        keys = List.of(others);
        return this;
    }

    /** The release as it was signed once; contents and sums must not be changed then. */
    LieArchive keepSignatures(ReleaseFiles files) {
        return signatures(fresh -> files.signatures());
    }

    LieArchive signatures(UnaryOperator<List<SignatureFile>> change) {
        signatures = change;
        return this;
    }

    LieArchive presence(Consumer<ObjectNode> change) {
        presence = change;
        return this;
    }

    /** Changes one control file after everything was signed. */
    LieArchive file(String name, UnaryOperator<byte[]> change) {
        files.put(name, change);
        return this;
    }

    LieArchive fileText(String name, UnaryOperator<String> change) {
        return file(name, bytes -> change.apply(text(bytes)).getBytes(StandardCharsets.UTF_8));
    }

    LieArchive entries(Consumer<List<Raw>> change) {
        entries = change;
        return this;
    }

    LieArchive header(String name, Consumer<byte[]> change) {
        return entries(list -> list.stream()
                .filter(raw -> raw.name().equals(name))
                .findFirst()
                .orElseThrow()
                .header(change));
    }

    /** Bytes that end the tar. */
    LieArchive end(byte[] bytes) {
        end = bytes;
        return this;
    }

    /** Most bytes of a stored block. */
    LieArchive block(int length) {
        block = length;
        return this;
    }

    /** Changes the finished archive. */
    LieArchive whole(UnaryOperator<byte[]> change) {
        whole = change;
        return this;
    }

    static ObjectNode tree(byte[] json) {
        JsonNode node = StrictJson.parse(json, 1 << 24, "a document of ours");
        return (ObjectNode) node;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        List<Raw> list = new ArrayList<>();
        controlFiles()
                .forEach((name, bytes) ->
                        list.add(Raw.of(name, files.getOrDefault(name, b -> b).apply(bytes))));
        contents.blobs()
                .forEach(blob -> list.add(Raw.of(blob.path(), sample.store().bytes(blob.descriptor(), 1 << 24))));
        entries.accept(list);
        return whole.apply(frame(list));
    }

    private Map<String, byte[]> controlFiles() {
        Presence all = Presence.complete(contents);
        byte[] verify = VerifyText.of(contents);
        String honest = text(SumsFile.of(contents, contentsBytes, verify));
        byte[] list = sums.apply(honest).getBytes(StandardCharsets.UTF_8);
        List<SignatureFile> signed =
                new ArrayList<>(keys.isEmpty() ? List.of() : Signatures.write(SumsFile.NAME, list, keys));
        signed.sort(java.util.Comparator.comparing(SignatureFile::name));
        List<SignatureFile> carried = signatures.apply(signed);
        ObjectNode tree = tree(all.bytes(carried));
        presence.accept(tree);
        Map<String, byte[]> control = new LinkedHashMap<>();
        control.put(Presence.PATH, StrictJson.write(tree));
        control.put(Contents.PATH, contentsBytes);
        control.put(SumsFile.PATH, list);
        carried.forEach(file -> control.put(ControlName.FOLDER + file.name(), file.bytes()));
        control.put(VerifyText.PATH, verify);
        control.put(DerivedFiles.OCI_LAYOUT, DerivedFiles.ociLayout());
        control.put(DerivedFiles.INDEX, DerivedFiles.index(contents, all));
        control.put(DerivedFiles.LOAD_LIST, DerivedFiles.loadList(contents, all));
        return control;
    }

    private byte[] frame(List<Raw> list) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CRC32 crc = new CRC32();
        long length = 0;
        out.writeBytes(StoredBlocks.GZIP_HEADER);
        for (Raw raw : list) {
            byte[] tar = raw.bytes();
            crc.update(tar);
            length += tar.length;
            blocks(out, tar, false);
        }
        crc.update(end);
        blocks(out, end, true);
        out.writeBytes(StoredBlocks.trailer(new Crc((int) crc.getValue(), length + end.length)));
        return out.toByteArray();
    }

    private void blocks(ByteArrayOutputStream out, byte[] plain, boolean last) {
        for (int at = 0; at < plain.length; at += block) {
            int length = Math.min(block, plain.length - at);
            byte[] header = new byte[StoredBlocks.HEADER];
            StoredBlocks.putHeader(header, 0, length, last && at + length == plain.length);
            out.writeBytes(header);
            out.write(plain, at, length);
        }
    }

    /** The blob at a place of the signed order. */
    Blob blob(int number) {
        return contents.blobs().get(number);
    }

    Contents honest() {
        return contents;
    }

    static Digest other() {
        return Digest.of("other".getBytes(StandardCharsets.US_ASCII));
    }
}
