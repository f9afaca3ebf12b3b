package io.hexr.oci;

import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SecretTest {
    private record Login(String user, Secret password) {}

    @Test
    void neverPrintsItselfNotEvenInsideARecordOrAFormat() {
        Secret secret = Secret.of("hunter2".toCharArray());

        assertThat(secret.toString()).isEqualTo("(secret)");
        assertThat(new Login("ann", secret).toString()).doesNotContain("hunter2");
        assertThat("%s|%S".formatted(secret, secret)).doesNotContainIgnoringCase("hunter2");
    }

    @Test
    void isNotWrittenAsJson() {
        Secret secret = Secret.of("hunter2".toCharArray());

        assertThatThrownBy(() -> JsonMapper.builder().build().writeValueAsString(secret))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void lendsACopyThatIsWipedAfterwards() {
        Secret secret = Secret.of("hunter2".toCharArray());
        AtomicReference<char[]> kept = new AtomicReference<>(new char[0]);

        String seen = secret.reveal(characters -> {
            kept.set(characters);
            return new String(characters);
        });

        assertThat(seen).isEqualTo("hunter2");
        assertThat(kept.get()).containsOnly('\0');
        assertThat(secret.<String>reveal(String::new)).isEqualTo("hunter2");
    }

    @Test
    void refusesToBeUsedAfterItWasWiped() {
        Secret secret = Secret.of("hunter2".toCharArray());
        secret.close();

        assertThatThrownBy(() -> secret.<String>reveal(String::new)).isInstanceOf(IllegalStateException.class);
    }
}
