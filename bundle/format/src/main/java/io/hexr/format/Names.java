package io.hexr.format;

import java.util.regex.Pattern;

import io.hexr.oci.OciException;
import io.hexr.oci.Reference;

/** The grammar of names in specs, locks and contents. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z]([0-9A-Za-z._-]{0,63})");
    private static final Pattern READER = Pattern.compile("[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

    private Names() {}

    static String requireName(String resource, String what, String text) {
        return require(resource, NAME, text, what + " is not a name (lower-case letters, digits, . _ -)");
    }

    static String requireVersion(String resource, String text) {
        return require(resource, VERSION, text, "the version is not one (letters, digits, . _ -)");
    }

    static String requireReader(String resource, String text) {
        return require(resource, READER, text, "the minimum reader is not major.minor.patch");
    }

    static String requireDate(String resource, String what, String text) {
        return require(resource, DATE, text, what + " is not a date (YYYY-MM-DD)");
    }

    static String requireMediaType(String resource, String text) {
        return require(resource, MEDIA_TYPE, text, "not a media type");
    }

    static String requirePushName(String resource, String text) {
        try {
            Reference.Names.requireRepository(text);
        } catch (OciException.MalformedReference e) {
            throw new BundleException.Invalid(resource, e.getMessage() == null ? "push name" : e.getMessage(), e);
        }
        if (text.length() > Caps.NAME) {
            throw new BundleException.Invalid(
                    resource, "push name " + BundleException.quoted(text) + " is longer than " + Caps.NAME);
        }
        return text;
    }

    static String requireTag(String resource, String text) {
        try {
            Reference.Names.requireTag(text);
        } catch (OciException.MalformedReference e) {
            throw new BundleException.Invalid(resource, e.getMessage() == null ? "tag" : e.getMessage(), e);
        }
        return text;
    }

    private static String require(String resource, Pattern grammar, String text, String rule) {
        if (!grammar.matcher(text).matches()) {
            throw new BundleException.Invalid(resource, rule + ": " + BundleException.quoted(text));
        }
        return text;
    }
}
