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

    /**
     * What changed.
     *
     * @param newBytes what a delta carries: the blobs the earlier release has not
     * @param taken names that lead to other content than in the earlier release; where that was published, the later one cannot be before it has others
     */
    public record Difference(List<Line> lines, long newBytes, List<String> taken) {
        public Difference {
            lines = List.copyOf(lines);
            taken = List.copyOf(taken);
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
        return new Difference(lines, bytes, taken(before, after));
    }

    private static List<String> taken(ReleaseBuilder.Built before, ReleaseBuilder.Built after) {
        SortedMap<String, Digest> names = byName(before);
        TreeSet<String> taken = new TreeSet<>();
        byName(after).forEach((name, digest) -> {
            if (!digest.equals(names.getOrDefault(name, digest))) {
                taken.add(name);
            }
        });
        return List.copyOf(taken);
    }

    /** What everything is pushed under, as a registry has it. */
    private static SortedMap<String, Digest> byName(ReleaseBuilder.Built built) {
        SortedMap<String, Digest> all = new TreeMap<>();
        for (Artifact artifact : built.contents().artifacts()) {
            artifact.tags()
                    .forEach(tag -> all.put(
                            artifact.pushName() + ":" + tag, artifact.content().digest()));
        }
        return all;
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
