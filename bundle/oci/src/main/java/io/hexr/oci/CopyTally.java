package io.hexr.oci;

import java.util.concurrent.atomic.LongAdder;

/** Counts while a copy runs. */
final class CopyTally {
    private final LongAdder manifestsCopied = new LongAdder();
    private final LongAdder manifestsSkipped = new LongAdder();
    private final LongAdder blobsCopied = new LongAdder();
    private final LongAdder blobsSkipped = new LongAdder();
    private final LongAdder bytesCopied = new LongAdder();
    private final LongAdder bytesSkipped = new LongAdder();
    private final LongAdder tagsSet = new LongAdder();
    private final LongAdder tagsKept = new LongAdder();

    void copied(Descriptor what) {
        (what.isManifest() ? manifestsCopied : blobsCopied).increment();
        bytesCopied.add(what.size());
    }

    void skipped(Descriptor what) {
        (what.isManifest() ? manifestsSkipped : blobsSkipped).increment();
        bytesSkipped.add(what.size());
    }

    void tagSet() {
        tagsSet.increment();
    }

    void tagKept() {
        tagsKept.increment();
    }

    CopyReport report() {
        return new CopyReport(
                manifestsCopied.sum(),
                manifestsSkipped.sum(),
                blobsCopied.sum(),
                blobsSkipped.sum(),
                bytesCopied.sum(),
                bytesSkipped.sum(),
                tagsSet.sum(),
                tagsKept.sum());
    }
}
