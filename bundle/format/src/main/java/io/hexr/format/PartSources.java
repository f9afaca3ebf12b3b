package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The data parts that were just written, side by side. */
final class PartSources implements PartStripes.Columns, AutoCloseable {
    private final List<FileChannel> channels = new ArrayList<>();
    private final SplitPlan plan;
    private final PartLayout layout;

    PartSources(SplitPlan plan, PartLayout layout) {
        this.plan = plan;
        this.layout = layout;
        for (int row = 0; row < layout.data(); row++) {
            Path path = plan.path(layout, row);
            try {
                channels.add(FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            } catch (IOException e) {
                close();
                throw new BundleException.Unreadable(path.toString(), e);
            }
        }
    }

    @Override
    public int read(int row, long offset, ByteBuffer into) {
        int before = into.position();
        try {
            while (into.hasRemaining() && channels.get(row).read(into, offset + into.position() - before) >= 0) {
                // until the buffer is full or the part ends
            }
        } catch (IOException e) {
            throw new BundleException.Unreadable(plan.path(layout, row).toString(), e);
        }
        return into.position() - before;
    }

    @Override
    public void close() {
        for (FileChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new BundleException.Unreadable(plan.folder().toString(), e);
            }
        }
    }
}
