package io.hexr.format;

import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The grammar of names, at its limits. */
final class NamesTest {
    private static void takes(Consumer<String> rule, String... texts) {
        for (String text : texts) {
            assertThatCode(() -> rule.accept(text)).doesNotThrowAnyException();
        }
    }

    private static void refuses(Consumer<String> rule, String saying, String... texts) {
        for (String text : texts) {
            assertThatThrownBy(() -> rule.accept(text))
                    .isInstanceOf(BundleException.Invalid.class)
                    .hasMessageStartingWith("doc: ")
                    .hasMessageContaining(saying);
        }
    }

    @Test
    void aNameIsLowerCaseAndStartsAndEndsWithALetterOrDigit() {
        Consumer<String> name = text -> Names.requireName("doc", "group", text);
        takes(name, "a", "a.b_c-d", "9", "a".repeat(128));
        refuses(name, "group is not a name", "", "-a", "a-", "A", "a b", "a/b", "a\n", "\u0430", "a".repeat(129));
    }

    @Test
    void aVersionHasAtMost64Characters() {
        Consumer<String> version = text -> Names.requireVersion("doc", text);
        takes(version, "0", "0.8.0-RC.1_x", "1".repeat(64));
        refuses(version, "the version is not one", "", ".1", "1+2", "1".repeat(65));
    }

    @Test
    void aReaderHasThreeNumbers() {
        Consumer<String> reader = text -> Names.requireReader("doc", text);
        takes(reader, "0.8.0", "9999.0.1");
        refuses(reader, "the minimum reader is not major.minor.patch", "0.8", "v0.8.0", "0.8.0.1", "10000.0.0");
    }

    @Test
    void aDateIsADayOfTheCalendar() {
        Consumer<String> date = text -> Names.requireDate("doc", "vex", text);
        takes(date, "2026-11-21", "2028-02-29");
        refuses(
                date,
                "vex is not a date (YYYY-MM-DD)",
                "2027-02-29",
                "2026-13-01",
                "26-11-21",
                "+12026-11-21",
                "today");
    }

    @Test
    void aMediaTypeHasTwoHalves() {
        Consumer<String> type = text -> Names.requireMediaType("doc", text);
        takes(type, "a/b", "application/vnd.oci.image.manifest.v1+json");
        refuses(type, "not a media type", "", "a", "a/", "/b", "a/b/c", "a/B", "a/b; charset=utf-8");
    }

    @Test
    void aPushNameIsARepositoryOfLimitedLength() {
        Consumer<String> name = text -> Names.requirePushName("doc", text);
        String segments = "a/".repeat(Caps.NAME / 2);
        takes(name, "hexr/vault", "a" + segments.substring(0, Caps.NAME - 1));
        refuses(name, "repository", "", "Hexr", "a//b", "/a", "a/../b");
        refuses(name, "is longer than " + Caps.NAME, segments + "a");
    }

    @Test
    void aTagIsATag() {
        Consumer<String> tag = text -> Names.requireTag("doc", text);
        takes(tag, "v1", "_", "A.b-c", "t".repeat(128));
        refuses(tag, "tag", "", ".a", "a/b", "t".repeat(129));
    }

    @Test
    void aListHasEachNameOnce() {
        Distinct.require("doc", "tag", List.of("a", "b"));
        assertThatThrownBy(() -> Distinct.require("doc", "tag", List.of("a", "b", "a")))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("is there twice");
    }
}
