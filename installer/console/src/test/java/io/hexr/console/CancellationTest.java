package io.hexr.console;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CancellationTest {
    @Test
    void interruptsTheCommandAndEndsItAtItsNextCheck() {
        Cancellation cancellation = Cancellation.ofThisThread();
        cancellation.check();
        cancellation.continueWith("hexr bundle push again");

        cancellation.request();

        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(cancellation::check).isInstanceOf(ConsoleException.Interrupted.class);
        assertThat(Problems.interrupted(cancellation).remedy()).isEqualTo("hexr bundle push again");
    }
}
