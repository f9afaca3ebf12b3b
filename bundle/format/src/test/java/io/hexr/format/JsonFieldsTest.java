package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a document may be made of, whatever it says. */
final class JsonFieldsTest {
    private static final int ROOM = 1000;

    private static void read(String json, Consumer<JsonFields> body) {
        JsonFields.readObject("doc", json.getBytes(StandardCharsets.ISO_8859_1), ROOM, body);
    }

    /** One object whose field {@code a} is read that way. */
    private static void field(String value, Consumer<JsonFields> body) {
        read("{\"a\":" + value + "}", in -> in.object(name -> body.accept(in)));
    }

    private static void refused(String value, Consumer<JsonFields> body, String message) {
        assertThatThrownBy(() -> field(value, body))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessage("doc: " + message);
    }

    @Test
    void onlyPrintableAsciiAndLineFeedsStandInIt() {
        read("{\n\"a~\": \" \"\n}\n", in -> in.object(name -> in.text(1)));
        for (char bad : new char[] {0x1f, 0x7f, 0x80, 0xff, '\t', '\r', 0}) {
            assertThatThrownBy(() -> read("{" + bad + "}", JsonFields::skip))
                    .isInstanceOf(BundleException.Invalid.class)
                    .hasMessage("doc: byte 1 is not printable ASCII");
        }
    }

    @Test
    void itHasAsManyBytesAsAreAllowed() {
        read("{}" + " ".repeat(ROOM - 2), in -> in.object(name -> {}));
        assertThatThrownBy(() -> read("{}" + " ".repeat(ROOM - 1), in -> in.object(name -> {})))
                .hasMessage("doc: has " + (ROOM + 1) + " bytes, at most " + ROOM);
    }

    @Test
    void aTextHasAsManyCharactersAsAreAllowedAndNoneThatIsEscapedFromSight() {
        List<String> seen = new ArrayList<>();
        field("\"abc\"", in -> seen.add(in.text(3)));
        assertThat(seen).containsExactly("abc");
        refused("\"abcd\"", in -> in.text(3), "\"/a\" has more than 3 characters");
        refused("\"\\u007f\"", in -> in.text(3), "\"/a\" holds a character that is not printable ASCII");
        refused("\"\\u001f\"", in -> in.text(3), "\"/a\" holds a character that is not printable ASCII");
        refused("7", in -> in.text(3), "\"/a\" is not a string");
        refused("null", in -> in.text(3), "\"/a\" is not a string");
        field("\"\\u0020~\"", in -> seen.add(in.text(2)));
        assertThat(seen).endsWith(" ~");
    }

    @Test
    void aNumberIsWholeAndWithinItsLimit() {
        List<Long> seen = new ArrayList<>();
        field("0", in -> seen.add(in.number(9)));
        field("9", in -> seen.add(in.number(9)));
        assertThat(seen).containsExactly(0L, 9L);
        refused("10", in -> in.number(9), "\"/a\" is outside 0 to 9");
        refused("-1", in -> in.number(9), "\"/a\" is outside 0 to 9");
        refused("1.0", in -> in.number(9), "\"/a\" is not a whole number");
        refused("\"1\"", in -> in.number(9), "\"/a\" is not a whole number");
    }

    @Test
    void aListHasAsManyElementsAsAreAllowed() {
        List<String> seen = new ArrayList<>();
        field("[\"x\",\"y\"]", in -> seen.addAll(in.list(2, () -> in.text(1))));
        assertThat(seen).containsExactly("x", "y");
        refused("[\"x\",\"y\",\"z\"]", in -> in.list(2, () -> in.text(1)), "\"/a/2\" has more than 2 elements");
        refused("{}", in -> in.list(2, () -> in.text(1)), "\"/a\" is not a list");
        refused("[\"x\",2]", in -> in.list(2, () -> in.text(1)), "\"/a/1\" is not a string");
    }

    @Test
    void anObjectIsOneAndNothingFollowsTheDocument() {
        refused("[]", in -> in.object(name -> {}), "\"/a\" is not an object");
        refused(
                "1",
                in -> {
                    throw in.unknown("b");
                },
                "\"/a\" has no field \"b\"");
        assertThatThrownBy(() -> read("", in -> {})).hasMessage("doc: / ends too early");
        assertThatThrownBy(() -> read("[]", in -> in.object(name -> {}))).hasMessage("doc: / is not an object");
        assertThatThrownBy(() -> read("{}{}", in -> in.object(name -> {})))
                .hasMessage("doc: / something follows the document");
        assertThatThrownBy(() -> read("{\"a\"", in -> in.object(name -> {})))
                .hasMessageContaining("is not the JSON expected");
    }
}
