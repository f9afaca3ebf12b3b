package io.hexr.install;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount as Kubernetes writes it: {@code 500m}, {@code 2Gi}, {@code 1e3}. */
public record Quantity(BigDecimal value) implements Comparable<Quantity> {
    private static final Pattern FORM = Pattern.compile(
            "([+-]?[0-9]{1,30}(?:\\.[0-9]{0,30})?|[+-]?\\.[0-9]{1,30})(?:([eE])([+-]?[0-9]{1,2})|([numkKMGTPE]i?)?)");

    private static final Map<String, BigDecimal> SUFFIXES = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    /** Reads one. @throws InstallException.Malformed where it is none */
    public static Quantity parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || (form.group(4) != null && !SUFFIXES.containsKey(form.group(4)))) {
            throw new InstallException.Malformed("quantity " + text, "is no amount as Kubernetes writes it");
        }
        BigDecimal number = new BigDecimal(form.group(1));
        if (form.group(3) != null) {
            return new Quantity(number.scaleByPowerOfTen(Integer.parseInt(form.group(3))));
        }
        return new Quantity(
                form.group(4) == null ? number : number.multiply(SUFFIXES.getOrDefault(form.group(4), BigDecimal.ONE)));
    }

    static Quantity of(long number) {
        return new Quantity(BigDecimal.valueOf(number));
    }

    static Quantity ofMillis(long millis) {
        return new Quantity(BigDecimal.valueOf(millis, 3));
    }

    Quantity minus(Quantity less) {
        return new Quantity(value.subtract(less.value));
    }

    /** Rounded up, as a scheduler would. */
    public long whole() {
        return value.setScale(0, RoundingMode.CEILING).longValue();
    }

    public long millis() {
        return value.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
    }

    @Override
    public int compareTo(Quantity other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.stripTrailingZeros().toPlainString();
    }
}
