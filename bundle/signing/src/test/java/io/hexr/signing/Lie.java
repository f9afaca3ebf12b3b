package io.hexr.signing;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What a bundle, a person or a file may pretend, and the refusal that meets it. */
record Lie(String sentence, Class<? extends TrustException> refusal, Runnable told) {
    static Stream<DynamicTest> tests(List<Lie> lies) {
        assertThat(lies).extracting(Lie::sentence).doesNotHaveDuplicates();
        return lies.stream().map(lie -> DynamicTest.dynamicTest(lie.sentence(), lie::isRefused));
    }

    private void isRefused() {
        Throwable refusal = catchThrowable(told::run);
        assertThat(refusal).isExactlyInstanceOf(refusal());
        assertThat(refusal.getMessage()).doesNotContain("\n");
    }
}
