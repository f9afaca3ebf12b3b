package io.hexr.bootstrap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ModelReferenceTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @Test
    void theTagIsOnlyALabel() {
        assertThat(ModelReference.parse("registry.internal:5000/hexr/models/small:1.0@" + DIGEST))
                .isEqualTo(new ModelReference("registry.internal:5000", "hexr/models/small", DIGEST))
                .isEqualTo(ModelReference.parse("registry.internal:5000/hexr/models/small@" + DIGEST))
                .hasToString("registry.internal:5000/hexr/models/small@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.internal/hexr/small:1.0",
                "registry.internal/hexr/small",
                "small@sha256:aa",
                "https://registry.internal/hexr/small@",
                "user:word@registry.internal/hexr/small@",
                "registry.internal/../small@",
                "registry.internal/Hexr/small@",
                ""
            })
    void refusesWhatIsNotPinned(String text) {
        String reference = text.endsWith("@") ? text + DIGEST : text;
        assertThatThrownBy(() -> ModelReference.parse(reference))
                .isInstanceOf(BootstrapException.DocumentInvalid.class);
    }
}
