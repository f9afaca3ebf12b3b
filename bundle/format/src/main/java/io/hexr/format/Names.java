package io.hexr.format;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
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

    static void requireName(String resource, String what, String text) {
        require(resource, NAME, text, what + " is not a name (lower-case letters, digits, . _ -)");
    }

    static void requireVersion(String resource, String text) {
        require(resource, VERSION, text, "the version is not one (letters, digits, . _ -)");
    }

    static void requireReader(String resource, String text) {
        require(resource, READER, text, "the minimum reader is not major.minor.patch");
    }

    static void requireDate(String resource, String what, String text) {
        String rule = what + " is not a date (YYYY-MM-DD)";
        require(resource, DATE, text, rule);
        try {
            LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new BundleException.Invalid(resource, rule + ": " + BundleException.quoted(text), e);
        }
    }

    static void requireMediaType(String resource, String text) {
        require(resource, MEDIA_TYPE, text, "not a media type");
    }

    static void requirePushName(String resource, String text) {
        try {
            Reference.Names.requireRepository(text);
        } catch (OciException.MalformedReference e) {
            throw new BundleException.Invalid(resource, e.getMessage() == null ? "push name" : e.getMessage(), e);
        }
        if (text.length() > Caps.NAME) {
            throw new BundleException.Invalid(
                    resource, "push name " + BundleException.quoted(text) + " is longer than " + Caps.NAME);
        }
    }

    static void requireTag(String resource, String text) {
        try {
            Reference.Names.requireTag(text);
        } catch (OciException.MalformedReference e) {
            throw new BundleException.Invalid(resource, e.getMessage() == null ? "tag" : e.getMessage(), e);
        }
    }

    private static void require(String resource, Pattern grammar, String text, String rule) {
        if (!grammar.matcher(text).matches()) {
            throw new BundleException.Invalid(resource, rule + ": " + BundleException.quoted(text));
        }
    }
}
