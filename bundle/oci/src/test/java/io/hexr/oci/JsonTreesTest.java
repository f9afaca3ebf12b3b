package io.hexr.oci;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Our own trees say what the object mapper would have said. */
final class JsonTreesTest {
    private static final int CAP = 1 << 20;

    private final Random random = new Random(Long.getLong("hexr.test.seed", 20261121L));

    private Object value(int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> "text \u00e9 \" \\ \n\u0001 " + random.nextInt();
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> random.nextBoolean();
            case 4 -> "";
            case 5 -> {
                Map<String, Object> map = new HashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put("key " + random.nextInt(), value(depth + 1));
                }
                yield map;
            }
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(depth + 1));
                }
                yield list;
            }
        };
    }

    @Test
    void aDocumentThatIsNullIsNoObject() {
        byte[] document = "  null ".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> StrictJson.parse(document, CAP, "a document", Map.class))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageContaining("is null");
    }

    @Test
    void writesAndReadsWhatTheMapperWould() throws IOException {
        for (int i = 0; i < 300; i++) {
            Object value = value(0);
            byte[] written = StrictJson.write(value);
            String expected = StrictJson.mapper(CAP).writeValueAsString(value) + "\n";
            assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(expected);
            JsonNode node = StrictJson.parse(written, CAP, "a document");
            assertThat(node).isEqualTo(StrictJson.mapper(CAP).readTree(written));
            assertThat(StrictJson.write(node)).isEqualTo(written);
        }
    }

    @Test
    void keepsNumbersOfEverySize() {
        JsonNode node = StrictJson.parse(
                "[1, 3000000000, 99999999999999999999, 0.5, 1e3, null]".getBytes(StandardCharsets.US_ASCII),
                CAP,
                "numbers");
        assertThat(node.get(0).isInt()).isTrue();
        assertThat(node.get(1).longValue()).isEqualTo(3_000_000_000L);
        assertThat(node.get(2).bigIntegerValue()).isEqualTo(new BigInteger("99999999999999999999"));
        assertThat(node.get(3).isIntegralNumber()).isFalse();
        assertThat(node.get(4).isIntegralNumber()).isFalse();
        assertThat(node.get(5).isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{} {}", "[1", "{\"a\":1,\"a\":2}", "{\"a\"}", "]", "nul", "1 2", "[1,]"})
    void refusesWhatIsNoSingleDocument(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text.getBytes(StandardCharsets.US_ASCII), CAP, "the document"))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageContaining("the document");
    }
}
