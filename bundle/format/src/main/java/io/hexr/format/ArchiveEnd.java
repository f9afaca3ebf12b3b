package io.hexr.format;

import java.util.List;

/** What follows the last blob: the end of the tar, the gzip trailer, and nothing. */
final class ArchiveEnd {
    private ArchiveEnd() {}

    static void require(ByteCursor in, ArchivePlan plan, List<Crc> crcs) {
        in.require(ArchivePlan.endBlock(), "end of the tar");
        in.require(StoredBlocks.trailer(plan.join(crcs)), "gzip trailer");
        if (in.read(new byte[1], 0, 1) >= 0) {
            throw new BundleException.Corrupt(
                    new BundleException.Place(in.archive(), "gzip trailer", plan.size()),
                    "is followed by further bytes");
        }
    }
}
