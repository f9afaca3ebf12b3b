package io.hexr.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.hexr.oci.Digest;

/** Lost parts from the others, each proven by the digest the index lists; survivors that turn out damaged are left out and the rest tried again. */
final class PartRestore {
    /** Where restored bytes go, for each part in order; a second attempt begins again at offset zero. */
    @FunctionalInterface
    interface Sink {
        void take(int row, long offset, ByteBuffer bytes);
    }

    private PartRestore() {}

    /** @throws BundleException.PartMissing when too few parts are whole */
    static void restore(PartSet set, List<Integer> wanted, Sink sink) {
        while (true) {
            try {
                if (attempt(set, wanted, sink)) {
                    return;
                }
                if (!condemnDamaged(set)) {
                    throw new BundleException.PartIndexRefused(
                            set.index().layout().indexName(),
                            "contradicts itself: all parts used are as listed and do not restore "
                                    + set.index().entry(wanted.getFirst()).name() + " as listed");
                }
            } catch (BundleException.Unreadable e) {
                // the survivor that failed is lost by now; enough others, or restore() refuses
            }
        }
    }

    private static boolean attempt(PartSet set, List<Integer> wanted, Sink sink) {
        List<MessageDigest> digests =
                wanted.stream().map(row -> Digest.Algorithm.SHA256.start()).toList();
        PartLayout layout = set.index().layout();
        set.restore(wanted).run((lane, offset, bytes) -> {
            int row = wanted.get(lane);
            int length = Math.clamp(layout.size(row) - offset, 0, bytes.remaining());
            ByteBuffer part = bytes.slice(0, length);
            digests.get(lane).update(part.duplicate());
            sink.take(row, offset, part);
        });
        for (int lane = 0; lane < wanted.size(); lane++) {
            Digest made = Digest.finish(Digest.Algorithm.SHA256, digests.get(lane));
            if (!made.equals(set.index().entry(wanted.get(lane)).digest())) {
                return false;
            }
        }
        return true;
    }

    /** Hashes every usable part, two at a time; says whether one was not what the index lists. */
    static boolean condemnDamaged(PartSet set) {
        ExecutorService workers =
                Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
        try {
            List<CompletableFuture<Boolean>> checks = new ArrayList<>();
            for (int row = 0; row < set.index().layout().rows(); row++) {
                int checked = row;
                if (set.usable(row)) {
                    checks.add(CompletableFuture.supplyAsync(() -> condemnIfDamaged(set, checked), workers));
                }
            }
            return checks.stream().map(CompletableFuture::join).toList().contains(true);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            workers.shutdownNow();
        }
    }

    private static boolean condemnIfDamaged(PartSet set, int row) {
        MessageDigest digest = Digest.Algorithm.SHA256.start();
        PartEntry entry = set.index().entry(row);
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(PartHasher.CHUNK, entry.size()));
        try {
            for (long offset = 0; offset < entry.size(); offset += chunk.limit()) {
                set.readFile(row, offset, chunk.clear());
                digest.update(chunk.flip());
            }
        } catch (BundleException.Unreadable e) {
            return true;
        }
        return condemnIfOther(set, row, Digest.finish(Digest.Algorithm.SHA256, digest));
    }

    /** A part that hashes to something else is lost from now on. */
    static boolean condemnIfOther(PartSet set, int row, Digest found) {
        PartEntry entry = set.index().entry(row);
        if (found.equals(entry.digest())) {
            return false;
        }
        set.condemn(row, "has digest " + found + ", the parts index says " + entry.digest() + whose(set, found));
        return true;
    }

    private static String whose(PartSet set, Digest found) {
        for (int row = 0; row < set.index().layout().rows(); row++) {
            PartEntry entry = set.index().entry(row);
            if (entry.digest().equals(found)) {
                return ": it holds " + entry.label();
            }
        }
        return "";
    }
}
