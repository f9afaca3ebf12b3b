package io.hexr.install;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The order of versions of a chart: by their numbers, then a preliminary one before the one it leads to. What stands behind a plus does not count. */
record ChartVersion(List<BigInteger> numbers, String preliminary) implements Comparable<ChartVersion> {
    private static final int LONGEST = 64;

    /** Whatever is no number counts as zero: a version nobody can order is not called later. */
    static ChartVersion of(String text) {
        String plain = text.substring(0, Math.min(LONGEST, text.length())).replaceFirst("^v", "");
        String[] parts = plain.replaceFirst("\\+.*$", "").split("-", 2);
        List<BigInteger> numbers = new ArrayList<>();
        for (String part : parts[0].split("\\.", -1)) {
            numbers.add(part.matches("[0-9]+") ? new BigInteger(part) : BigInteger.ZERO);
        }
        return new ChartVersion(numbers, parts.length > 1 ? parts[1] : "");
    }

    @Override
    public int compareTo(ChartVersion other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int order = at(i).compareTo(other.at(i));
            if (order != 0) {
                return order;
            }
        }
        return preliminary.isEmpty() == other.preliminary.isEmpty()
                ? preliminary.compareTo(other.preliminary)
                : preliminary.isEmpty() ? 1 : -1;
    }

    private BigInteger at(int place) {
        return place < numbers.size() ? numbers.get(place) : BigInteger.ZERO;
    }
}
