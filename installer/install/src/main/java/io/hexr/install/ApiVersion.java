package io.hexr.install;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code v1}, {@code v1beta2}, {@code v2alpha1}, ordered as Kubernetes orders them; what has no such form is older than everything. */
record ApiVersion(int major, int stability, int minor) {
    private static final Pattern FORM = Pattern.compile("v([0-9]{1,6})(?:(alpha|beta)([0-9]{1,6}))?");
    private static final int STABLE = 2;

    static ApiVersion parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return new ApiVersion(0, 0, 0);
        }
        int major = Integer.parseInt(form.group(1));
        return form.group(2) == null
                ? new ApiVersion(major, STABLE, 0)
                : new ApiVersion(major, form.group(2).equals("beta") ? 1 : 0, Integer.parseInt(form.group(3)));
    }

    /** Stability counts before age: v1 is newer than v2beta1. */
    boolean isNewerThan(ApiVersion other) {
        if (stability != other.stability) {
            return stability > other.stability;
        }
        return major != other.major ? major > other.major : minor > other.minor;
    }
}
