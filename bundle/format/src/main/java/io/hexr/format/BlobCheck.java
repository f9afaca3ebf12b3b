package io.hexr.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

import io.hexr.oci.Digest;

/** Holds one blob after the other against the signed contents: its framing, its digest, and for a manifest, that it says what the contents say of it. */
final class BlobCheck {
    private static final int PIECE = 64 << 10;

    private final ReleaseGraph graph;
    private final byte[] piece = new byte[PIECE];

    BlobCheck(Contents contents) {
        this.graph = contents.graph();
    }

    /** Reads the blob at the cursor; its part of the CRC-32. */
    Crc check(ArchivePlan.Entry entry, ByteCursor in, LongConsumer progress) {
        long start = in.position();
        Blob blob = entry.blob();
        ManifestNode node = graph.node(blob.digest()).orElse(null);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(node == null ? 0 : (int) blob.size());
        EntryStream stream = EntryStream.of(in, blob);
        MessageDigest digest = blob.digest().algorithm().start();
        int length;
        while ((length = stream.read(piece, 0, PIECE)) >= 0) {
            digest.update(piece, 0, length);
            if (node != null) {
                kept.write(piece, 0, length);
            }
            progress.accept(length);
        }
        Digest actual = Digest.finish(blob.digest().algorithm(), digest);
        if (!actual.equals(blob.digest())) {
            throw new BundleException.Corrupt(
                    new BundleException.Place(in.archive(), blob.path(), start), "its content has digest " + actual);
        }
        if (node != null) {
            compare(node, kept.toByteArray(), new BundleException.Place(in.archive(), blob.path(), start));
        }
        return stream.crc();
    }

    /** Hands the blob at the cursor to someone, and reads what they leave. */
    Crc receive(ArchivePlan.Entry entry, ByteCursor in, BlobReceiver receiver) {
        if (receiver.equals(BlobReceiver.NOTHING)) {
            return check(entry, in, bytes -> {});
        }
        long start = in.position();
        Blob blob = entry.blob();
        ManifestNode node = graph.node(blob.digest()).orElse(null);
        EntryStream stream = EntryStream.of(in, blob);
        try (InputStream verified = EntryStream.verifying(stream, blob)) {
            if (node != null) {
                byte[] bytes = verified.readAllBytes();
                compare(node, bytes, new BundleException.Place(in.archive(), blob.path(), start));
                receiver.receive(blob.descriptor(), new java.io.ByteArrayInputStream(bytes));
            } else {
                receiver.receive(blob.descriptor(), verified);
                verified.transferTo(java.io.OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            throw new BundleException.Unreadable(in.archive(), e);
        }
        return stream.crc();
    }

    private static void compare(ManifestNode node, byte[] bytes, BundleException.Place place) {
        node.contradiction(bytes).ifPresent(rule -> {
            throw new BundleException.Refused(place, rule);
        });
    }
}
