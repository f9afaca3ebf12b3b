package io.hexr.registry;

import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ChallengeTest {
    private static List<Challenge> parse(String value) {
        return Challenge.parse(value, "GET /v2/");
    }

    @Test
    void readsATokenService() {
        assertThat(
                        parse(
                                "Bearer realm=\"https://auth.example/token\",service=\"registry\",scope=\"repository:a/b:pull,push\""))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://auth.example/token",
                                "service", "registry",
                                "scope", "repository:a/b:pull,push")));
    }

    @Test
    void readsSeveralChallengesOfOneField() {
        assertThat(parse("Negotiate, NTLM abc==, Basic realm = \"a \\\"b\\\", c\" , charset=UTF-8,Bearer realm=x"))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("ntlm", Map.of()),
                        new Challenge("basic", Map.of("realm", "a \"b\", c", "charset", "UTF-8")),
                        new Challenge("bearer", Map.of("realm", "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer realm=\"a\",realm=\"b\"",
                "Bearer realm=\"open",
                "Bearer realm=\"open\\",
                "=x",
                "Bearer realm=\"a\" service=\"b\"",
                "Bearer realm=\"a\u0000b\"",
                "Bearer realm=, service=x",
                "\"quoted\"",
                "a,b,c,d,e,f,g,h,i"
            })
    void refusesWhatTheGrammarDoesNotHave(String value) {
        assertThatThrownBy(() -> parse(value)).isInstanceOf(RegistryException.ProtocolViolation.class);
    }

    @Test
    void refusesAnEndlessOne() {
        assertThatThrownBy(() -> parse("Bearer realm=\"" + "x".repeat(Challenge.LENGTH) + "\""))
                .isInstanceOf(RegistryException.ProtocolViolation.class);
    }

    /** Whatever comes, it ends, and either parses or is refused as what it is. */
    @Test
    void survivesMutations() {
        long seed = Long.getLong("junit.jupiter.execution.order.random.seed", 1);
        Random random = new Random(seed);
        String[] seeds = {
            "Bearer realm=\"https://a/token\",service=\"r\",scope=\"repository:a:pull\"",
            "Basic realm=\"x\", Bearer realm=y",
            "Negotiate abc==, Basic a=b"
        };
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
            for (int change = random.nextInt(6); change >= 0 && !text.isEmpty(); change--) {
                int at = random.nextInt(text.length());
                char any = random.nextInt(4) == 0 ? (char) random.nextInt(256) : " ,=\"\\ab/".charAt(random.nextInt(8));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, any);
                    case 1 -> text.insert(at, any);
                    default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                }
            }
            try {
                parse(text.toString())
                        .forEach(challenge -> assertThat(challenge.scheme()).isNotEmpty());
            } catch (RegistryException.ProtocolViolation e) {
                assertThat(e).hasMessageContaining("WWW-Authenticate");
            }
        }
    }
}
