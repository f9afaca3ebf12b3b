package io.hexr.install;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * What is known of an installation between runs, kept in the cluster and here: which release, with which values, how far. Written before and after each
 * step, so a run that was killed leaves the step it was in. Names no secret.
 *
 * @param dataDates how old data is that the release carries
 * @param doing the step under way; empty between steps
 * @param accepted why advice was accepted, by finding
 * @param namespaces all that this installation ever took
 * @param earlier releases that were here before, newest first
 * @param finished when the last run came to its end; empty while one is at work or was stopped
 */
public record JournalPage(
        String schema,
        String release,
        String version,
        long sequence,
        String contents,
        SortedMap<String, String> dataDates,
        String signers,
        String registry,
        String chartDigest,
        String valuesDigest,
        String plan,
        String holder,
        String doing,
        int stepsDone,
        int stepsAll,
        SortedMap<String, String> accepted,
        List<String> namespaces,
        List<Past> earlier,
        String began,
        String finished) {
    /** The name of the object that holds it. */
    public static final String OBJECT = "hexr-installation";

    static final String SCHEMA = "hexr.io/installation/v1";
    private static final int LARGEST = 256 << 10;
    private static final int REMEMBERED = 10;
    private static final String REMOVING = "uninstall";
    private static final String REMOVED = "uninstalled; its data is kept";

    public JournalPage {
        dataDates = new TreeMap<>(dataDates);
        accepted = new TreeMap<>(accepted);
        namespaces = List.copyOf(namespaces);
        earlier = List.copyOf(earlier);
    }

    /** A release that was installed here before, as it was then; newest first. */
    public record Past(
            String release,
            String version,
            long sequence,
            String contents,
            String chartDigest,
            String valuesDigest,
            String finished) {
        public String title() {
            return release + " " + version;
        }

        /** The command that leads to it from a release with that sequence. */
        public String verbFrom(long installed) {
            return sequence < installed ? "restore" : "upgrade";
        }
    }

    /** Reads one. @throws InstallException.Malformed where it is none of ours, or of a later hexr */
    public static JournalPage parse(String resource, byte[] json) {
        try {
            JsonNode tree = StrictJson.parse(json, LARGEST, resource);
            String schema = tree.path("schema").asText();
            if (!SCHEMA.equals(schema)) {
                throw new InstallException.Malformed(
                        resource, "is of another version of hexr: '" + schema + "', known is " + SCHEMA);
            }
            if (tree instanceof ObjectNode page) {
                withEmptyLists(page);
            }
            for (RecordComponent part : JournalPage.class.getRecordComponents()) {
                if (!tree.hasNonNull(part.getName())) {
                    throw new InstallException.Malformed(resource, "lacks " + part.getName());
                }
            }
            return StrictJson.parse(StrictJson.write(tree), 2 * LARGEST, resource, JournalPage.class);
        } catch (OciException e) {
            throw new InstallException.Malformed(resource, "cannot be understood: " + e.getMessage());
        }
    }

    /** An earlier hexr wrote fewer lists under the same schema; what it did not write it did not know. */
    private static void withEmptyLists(ObjectNode page) {
        for (RecordComponent part : JournalPage.class.getRecordComponents()) {
            if (part.getType() == List.class) {
                page.putIfAbsent(part.getName(), page.arrayNode());
            } else if (part.getType() == SortedMap.class) {
                page.putIfAbsent(part.getName(), page.objectNode());
            }
        }
    }

    public byte[] bytes() {
        return StrictJson.write(this);
    }

    public String title() {
        return release + " " + version;
    }

    boolean isFinished() {
        return !finished.isEmpty();
    }

    /** Whether the release step of the run it tells of was behind it: it ended, or only waited. */
    boolean isApplied() {
        return isFinished() || doing.startsWith("wait ");
    }

    /** This release, once another takes its place; nothing of a run that never came to its end. */
    List<Past> pastFor(String nextContents) {
        List<Past> all = new ArrayList<>();
        if (isFinished() && !contents.equals(nextContents)) {
            all.add(new Past(release, version, sequence, contents, chartDigest, valuesDigest, finished));
        }
        earlier.stream()
                .filter(past -> !past.contents().equals(nextContents))
                .filter(past -> all.stream().noneMatch(one -> one.contents().equals(past.contents())))
                .forEach(all::add);
        return all.subList(0, Math.min(all.size(), REMEMBERED));
    }

    /** The release whose pods may go on serving while that one comes; none where that one has been whole itself. */
    public Optional<Past> lastWholeBeside(String nextContents) {
        return isFinished() && contents.equals(nextContents)
                ? Optional.empty()
                : pastFor(nextContents).stream().findFirst();
    }

    /** While it is taken away: what was whole until then is among what was here before. */
    JournalPage removing() {
        return with(REMOVING, stepsDone, "", pastFor(""));
    }

    /** Once all is taken away but its data. */
    JournalPage removed() {
        return with(REMOVED, stepsDone, "", earlier);
    }

    /** Whether all of it but its data was taken away. */
    boolean isRemoved() {
        return doing.equals(REMOVED);
    }

    /** Whether it was taken away, or partly: data of it may be there. */
    boolean isOfRemoval() {
        return isRemoved() || doing.equals(REMOVING);
    }

    JournalPage doing(String step) {
        return with(step, stepsDone, "");
    }

    JournalPage didOne() {
        return with("", stepsDone + 1, "");
    }

    JournalPage finishedAt(String time) {
        return with("", stepsDone, time);
    }

    private JournalPage with(String step, int done, String end) {
        return with(step, done, end, earlier);
    }

    private JournalPage with(String step, int done, String end, List<Past> past) {
        return new JournalPage(
                schema,
                release,
                version,
                sequence,
                contents,
                dataDates,
                signers,
                registry,
                chartDigest,
                valuesDigest,
                plan,
                holder,
                step,
                done,
                stepsAll,
                accepted,
                namespaces,
                past,
                began,
                end);
    }
}
