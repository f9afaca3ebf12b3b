package io.hexr.format;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Splits or joins in a process of its own, which says on each piece how far it is, so that another can kill it at any point. */
final class PartProcess {
    private PartProcess() {}

    /** {@code split ARCHIVE FOLDER} or {@code join FOLDER ARCHIVE}. */
    public static void main(String[] arguments) {
        Path from = Path.of(arguments[1]);
        Path to = Path.of(arguments[2]);
        System.out.println("start");
        if (arguments[0].equals("split")) {
            try (ArchiveBytes archive = new Telling(ArchiveFile.open(from))) {
                PartWriter.split(
                        archive, SplitPlan.of(archive, to, PartSize.parse("40000B"), 2, SplitPlan.Folders.ONE));
            }
        } else {
            try (PartSet parts = PartSet.open(List.of(from))) {
                PartJoin.join(parts, to, bytes -> say());
            }
        }
        System.out.println("done");
    }

    private static void say() {
        System.out.println("1");
        System.out.flush();
    }

    private record Telling(ArchiveBytes below) implements ArchiveBytes {
        @Override
        public String name() {
            return below.name();
        }

        @Override
        public long size() {
            return below.size();
        }

        @Override
        public int read(long position, ByteBuffer into) {
            say();
            return below.read(position, into);
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
