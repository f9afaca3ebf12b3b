package io.hexr.format;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/** An archive as its plan lays it out, stretch by stretch, one stored block at a time: memory does not grow with the archive. */
final class PartSegments implements Iterator<PartSegment> {
    private final Iterator<Run> runs;
    private final PartSegment checksum;
    private final Deque<PartSegment> ready = new ArrayDeque<>();
    private @Nullable Run run;
    private long at;
    private boolean ended;

    private PartSegments(List<Run> runs, long checksumAt) {
        this.runs = runs.iterator();
        this.checksum = new PartSegment.Checksum(checksumAt);
        ready.add(new PartSegment.Known(0, ByteBuffer.wrap(StoredBlocks.GZIP_HEADER), false));
    }

    static PartSegments of(ArchivePlan plan) {
        List<Run> runs = new ArrayList<>();
        plan.controls().forEach(control -> runs.add(new Held(control.offset(), control.tar(), false)));
        plan.entries().forEach(entry -> runs.add(new InArchive(entry)));
        runs.add(new Held(plan.end(), new byte[TarHeader.END], true));
        return new PartSegments(runs, plan.size() - StoredBlocks.GZIP_TRAILER);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
            advance();
        }
        return !ready.isEmpty();
    }

    @Override
    public PartSegment next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void advance() {
        if (run != null && at < run.length()) {
            int length = (int) Math.min(StoredBlocks.BLOCK, run.length() - at);
            boolean last = run.last() && at + length == run.length();
            byte[] header = new byte[StoredBlocks.HEADER];
            StoredBlocks.putHeader(header, 0, length, last);
            long position = run.offset() + StoredBlocks.position(at);
            ready.add(new PartSegment.Known(position - StoredBlocks.HEADER, ByteBuffer.wrap(header), false));
            run.pieces(at, length, ready);
            at += length;
        } else if (runs.hasNext()) {
            run = runs.next();
            at = 0;
        } else {
            ready.add(checksum);
            ended = true;
        }
    }

    /** Plain bytes that begin a stored block of their own. */
    private sealed interface Run {
        long offset();

        long length();

        boolean last();

        /** The plain bytes from the given one on, all in one block. */
        void pieces(long from, int length, Deque<PartSegment> into);
    }

    private static final class Held implements Run {
        private final long offset;
        private final byte[] plain;
        private final boolean last;

        Held(long offset, byte[] plain, boolean last) {
            this.offset = offset;
            this.plain = plain;
            this.last = last;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public long length() {
            return plain.length;
        }

        @Override
        public boolean last() {
            return last;
        }

        @Override
        public void pieces(long from, int length, Deque<PartSegment> into) {
            into.add(new PartSegment.Known(
                    offset + StoredBlocks.position(from),
                    ByteBuffer.wrap(plain, (int) from, length).slice(),
                    true));
        }
    }

    /** A blob's entry: header, content, padding. */
    private static final class InArchive implements Run {
        private final ArchivePlan.Entry entry;
        private final PartSegment.InBlob blob;

        InArchive(ArchivePlan.Entry entry) {
            this.entry = entry;
            long size = entry.blob().size();
            long first = entry.contentOffset(0);
            this.blob = new PartSegment.InBlob(
                    entry.blob().digest(), first, size == 0 ? first : entry.contentOffset(size - 1) + 1);
        }

        @Override
        public long offset() {
            return entry.offset();
        }

        @Override
        public long length() {
            return TarHeader.entrySize(entry.blob().size());
        }

        @Override
        public boolean last() {
            return false;
        }

        @Override
        public void pieces(long from, int length, Deque<PartSegment> into) {
            long contentEnd = TarHeader.SIZE + entry.blob().size();
            long end = from + length;
            long position = offset() + StoredBlocks.position(from) - from;
            if (from < TarHeader.SIZE) {
                into.add(new PartSegment.Known(
                        position + from, ByteBuffer.wrap(ArchivePlan.header(entry.blob())), true));
            }
            long contentFrom = Math.max(from, TarHeader.SIZE);
            long contentTo = Math.min(end, contentEnd);
            if (contentFrom < contentTo) {
                into.add(new PartSegment.Content(blob, position + contentFrom, contentTo - contentFrom));
            }
            long paddingFrom = Math.max(from, contentEnd);
            if (paddingFrom < end) {
                into.add(new PartSegment.Known(
                        position + paddingFrom, ByteBuffer.allocate((int) (end - paddingFrom)), true));
            }
        }
    }
}
