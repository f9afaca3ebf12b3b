package io.hexr.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.oci.Digest;

/** What a later build has that an earlier one had not, by artifact and by byte. */
public final class ReleaseDiff {
    /** What became of an artifact. */
    public enum Change {
        ADDED,
        REMOVED,
        CHANGED
    }

    public record Line(Change change, String artifact, String before, String after) {}

    /** What changed; {@code newBytes} is what a delta carries: the blobs the earlier release has not. */
    public record Difference(List<Line> lines, long newBytes) {
        public Difference {
            lines = List.copyOf(lines);
        }
    }

    private ReleaseDiff() {}

    /** Compares two builds. @throws AssemblyException.NotBuilt where one of the folders holds no finished build */
    public static Difference between(Path earlier, Path later) {
        ReleaseBuilder.Built before = ReleaseBuilder.read(earlier);
        ReleaseBuilder.Built after = ReleaseBuilder.read(later);
        SortedMap<String, String> old = byTitle(before);
        SortedMap<String, String> now = byTitle(after);
        TreeSet<String> titles = new TreeSet<>(old.keySet());
        titles.addAll(now.keySet());
        List<Line> lines = new ArrayList<>();
        for (String title : titles) {
            String was = old.getOrDefault(title, "");
            String is = now.getOrDefault(title, "");
            if (!was.equals(is)) {
                lines.add(new Line(
                        was.isEmpty() ? Change.ADDED : is.isEmpty() ? Change.REMOVED : Change.CHANGED, title, was, is));
            }
        }
        TreeSet<Digest> had = new TreeSet<>();
        before.contents().blobs().forEach(blob -> had.add(blob.digest()));
        long bytes = after.contents().blobs().stream()
                .filter(blob -> !had.contains(blob.digest()))
                .mapToLong(Blob::size)
                .sum();
        return new Difference(lines, bytes);
    }

    private static SortedMap<String, String> byTitle(ReleaseBuilder.Built built) {
        SortedMap<String, String> all = new TreeMap<>();
        for (Artifact artifact : built.contents().artifacts()) {
            all.put(
                    artifact.title(),
                    String.join(",", artifact.delivery().tags()) + " "
                            + artifact.content().digest());
        }
        return all;
    }
}
