package io.hexr.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class OutletTest {
    /** A stream whose every write fails as told. */
    private static final class Failing extends OutputStream {
        private final String reason;

        Failing(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(reason);
        }
    }

    @Test
    void tellsAReaderThatHasGoneFromAPlaceThatCannotBeWritten() {
        byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> new Outlet(new Failing("Broken pipe")).write(bytes))
                .isInstanceOf(ConsoleException.OutputClosed.class);
    }

    @Test
    void aFullDeviceEndsWithItsOwnStatus() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "NOT RUN: /dev/full: it is not here");
        Problem problem;
        try (OutputStream stream = Files.newOutputStream(full)) {
            problem = new Problem(GeneralCode.BUG, "nothing failed", null, "", "", null);
            try {
                new Outlet(stream).write(new byte[] {1});
            } catch (ConsoleException e) {
                problem = Problems.of(e);
            }
        }

        assertThat(problem.status()).isIn(ExitStatus.DISK_FULL, ExitStatus.INPUT_INVALID);
    }

    @Test
    void knowsThatAWriteIsUnderWay() {
        List<Duration> seen = new ArrayList<>();
        Outlet[] outlet = new Outlet[1];
        outlet[0] = new Outlet(new OutputStream() {
            @Override
            public void write(int b) {
                seen.add(outlet[0].writing());
            }
        });

        outlet[0].write(new byte[] {1});

        assertThat(seen).hasSize(1).allSatisfy(time -> assertThat(time).isPositive());
        assertThat(outlet[0].writing()).isZero();
    }

    @Test
    void standardErrorThatFailsChangesNothing() {
        Narration narration = new Narration(
                new Outlet(new Failing("Input/output error")),
                StandardCharsets.UTF_8,
                Narration.Loudness.NORMAL,
                Narration.Paint.PLAIN);

        narration.say("nobody hears this");
        narration.problem(Problem.of(GeneralCode.USAGE, "nor this"));
    }
}
