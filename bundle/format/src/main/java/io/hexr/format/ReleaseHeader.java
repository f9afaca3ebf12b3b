package io.hexr.format;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fields of contents that stand for themselves. */
record ReleaseHeader(
        String minimumReader,
        String release,
        String version,
        long sequence,
        SortedMap<String, String> expires,
        SortedMap<String, String> dataDates,
        List<String> planned) {
    /** The largest whole number that every JSON reader reads exactly. */
    static final long SEQUENCE = (1L << 53) - 1;

    private static final String RESOURCE = Contents.PATH;

    ReleaseHeader {
        expires = Collections.unmodifiableSortedMap(new TreeMap<>(expires));
        dataDates = Collections.unmodifiableSortedMap(new TreeMap<>(dataDates));
        planned = List.copyOf(planned);
        Names.requireReader(RESOURCE, minimumReader);
        Names.requireName(RESOURCE, "the release", release);
        Names.requireVersion(RESOURCE, version);
        if (sequence < 1 || sequence > SEQUENCE) {
            throw ContentsRules.refused("the sequence " + sequence + " is outside 1 to " + SEQUENCE);
        }
        requireDates("expires", expires);
        requireDates("dataDates", dataDates);
        ContentsRules.cap("planned", planned.size(), Caps.NOTES);
        planned.forEach(name -> Names.requireName(RESOURCE, "planned", name));
        Distinct.require(RESOURCE, "planned", planned);
    }

    private static void requireDates(String field, Map<String, String> dates) {
        ContentsRules.cap(field, dates.size(), Caps.NOTES);
        dates.forEach((name, date) -> {
            Names.requireName(RESOURCE, "what the date is of", name);
            Names.requireDate(RESOURCE, name, date);
        });
    }
}
