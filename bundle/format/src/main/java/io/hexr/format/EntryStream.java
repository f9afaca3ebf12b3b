package io.hexr.format;

import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;

import io.hexr.oci.VerifyingInputStream;

/**
 * The content of one entry, while everything around it is held against the plan: block headers, tar header, padding. What differs is refused with its
 * place as soon as it is reached. The content itself is not judged here, only counted into the CRC-32.
 */
final class EntryStream extends InputStream {
    private final ByteCursor in;
    private final String entry;
    private final byte[] header;
    private final long size;
    private final long total;
    private final CRC32 crc = new CRC32();
    private long plain;
    private int leftInBlock;
    private boolean ended;

    EntryStream(ByteCursor in, String entry, long size) {
        this.in = in;
        this.entry = entry;
        this.size = size;
        this.header = TarHeader.of(entry, size);
        this.total = TarHeader.entrySize(size);
    }

    static EntryStream of(ByteCursor in, Blob blob) {
        return new EntryStream(in, blob.path(), blob.size());
    }

    /** The content of a blob, which is refused with its place where it has another digest. */
    static VerifyingInputStream verifying(EntryStream framed, Blob blob) {
        BundleException.Place place = new BundleException.Place(framed.in.archive(), blob.path(), framed.in.position());
        return VerifyingInputStream.of(
                framed,
                blob.descriptor(),
                other -> new BundleException.Corrupt(place, "its content has digest " + other.actual(), other));
    }

    /** Continues where the first block header and the tar header were already read and found right. */
    static EntryStream behindHeader(ByteCursor in, String entry, long size) {
        EntryStream stream = new EntryStream(in, entry, size);
        stream.plain = TarHeader.SIZE;
        stream.leftInBlock = (int) Math.min(StoredBlocks.BLOCK, stream.total) - TarHeader.SIZE;
        return stream;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (plain < TarHeader.SIZE) {
            require(header);
        }
        long left = TarHeader.SIZE + size - plain;
        if (left == 0) {
            end();
            return -1;
        }
        openBlock();
        int taken = in.read(into, offset, (int) Math.min(Math.min(length, left), leftInBlock));
        if (taken < 0) {
            throw endsEarly();
        }
        crc.update(into, offset, taken);
        advance(taken);
        return taken;
    }

    private void end() {
        if (!ended) {
            require(new byte[TarHeader.padding(size)]);
            ended = true;
        }
    }

    /** Of the whole entry, header and padding included; there once the end was reached. */
    Crc crc() {
        if (!ended) {
            throw new IllegalStateException(entry + " was not read to its end");
        }
        return Crc.of(header).then(new Crc((int) crc.getValue(), size)).then(Crc.of(new byte[TarHeader.padding(size)]));
    }

    /** Bytes of the entry other than content, which may be cut by a block header. */
    private void require(byte[] expected) {
        int done = 0;
        while (done < expected.length) {
            openBlock();
            int length = Math.min(expected.length - done, leftInBlock);
            in.require(java.util.Arrays.copyOfRange(expected, done, done + length), entry);
            advance(length);
            done += length;
        }
    }

    private void openBlock() {
        if (leftInBlock == 0) {
            byte[] block = new byte[StoredBlocks.HEADER];
            leftInBlock = (int) Math.min(StoredBlocks.BLOCK, total - plain);
            StoredBlocks.putHeader(block, 0, leftInBlock, false);
            in.require(block, entry);
        }
    }

    private void advance(int taken) {
        plain += taken;
        leftInBlock -= taken;
    }

    private BundleException endsEarly() {
        return new BundleException.Corrupt(
                new BundleException.Place(in.archive(), entry, in.position()), "the archive ends here, too early");
    }
}
