package io.hexr.install;

import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/**
 * What is known of an installation between runs, kept in the cluster and here: which release, with which values, how far. Written before and after each
 * step, so a run that was killed leaves the step it was in. Names no secret.
 *
 * @param doing the step under way; empty between steps
 * @param accepted why advice was accepted, by finding
 * @param finished when the last run came to its end; empty while one is at work or was stopped
 */
public record JournalPage(
        String schema,
        String release,
        String version,
        long sequence,
        String contents,
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
        String began,
        String finished) {
    static final String SCHEMA = "hexr.io/installation/v1";
    private static final int LARGEST = 256 << 10;

    public JournalPage {
        accepted = new TreeMap<>(accepted);
    }

    /** Reads one. @throws InstallException.Malformed where it is none of ours, or of a later hexr */
    public static JournalPage parse(String resource, byte[] json) {
        try {
            JournalPage page = StrictJson.parse(json, LARGEST, resource, JournalPage.class);
            if (!SCHEMA.equals(page.schema)) {
                throw new InstallException.Malformed(
                        resource, "is of another version of hexr: " + page.schema + ", known is " + SCHEMA);
            }
            return page;
        } catch (OciException e) {
            throw new InstallException.Malformed(resource, "cannot be understood: " + e.getMessage());
        }
    }

    public byte[] bytes() {
        return StrictJson.write(this);
    }

    boolean isFinished() {
        return !finished.isEmpty();
    }

    /** Whether the release step of the run it tells of was behind it: it ended, or only waited. */
    boolean isApplied() {
        return isFinished() || doing.startsWith("wait ");
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
        return new JournalPage(
                schema,
                release,
                version,
                sequence,
                contents,
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
                began,
                end);
    }
}
