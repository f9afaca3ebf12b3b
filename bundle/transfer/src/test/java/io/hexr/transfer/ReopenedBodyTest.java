package io.hexr.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Random;

import io.hexr.format.BundleException;
import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.registry.RegistryException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ReopenedBodyTest {
    private static final int SIZE = 1 << 20;

    private final byte[] content = content();
    private final Descriptor descriptor = Descriptor.of(MediaTypes.OCTET_STREAM, content);
    private int opened;
    private int closed;

    private static byte[] content() {
        byte[] bytes = new byte[SIZE];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private ReopenedBody body(byte[] found) {
        return new ReopenedBody(
                descriptor,
                () -> {
                    opened++;
                    return new Counted(found);
                },
                sent -> {});
    }

    /** Tells that it was closed. */
    private final class Counted extends ByteArrayInputStream {
        Counted(byte[] bytes) {
            super(bytes);
        }

        @Override
        public void close() throws IOException {
            closed++;
            super.close();
        }
    }

    private static byte[] sent(ReopenedBody body, long from, long count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WritableByteChannel channel = Channels.newChannel(out)) {
            body.writeTo(channel, from, count);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsSentAgainIsReadFromAStreamOfItsOwnAndTheOneBeforeIsClosed() throws IOException {
        try (ReopenedBody body = body(content)) {
            for (int from : new int[] {300_000, 100_000, 0}) {
                assertThat(sent(body, from, 200_000)).isEqualTo(Arrays.copyOfRange(content, from, from + 200_000));
                assertThat(opened - closed).as("streams open at once").isOne();
            }
        }

        assertThat(opened).isEqualTo(3);
        assertThat(closed).isEqualTo(3);
    }

    @Test
    void theLastBytesAreSentAgainWithoutReadingAnythingTwice() throws IOException {
        try (ReopenedBody body = body(content)) {
            sent(body, 0, SIZE - (512 << 10));
            body.confirm();
            sent(body, SIZE - 1000, 1000);

            assertThat(sent(body, SIZE - 1000, 1000)).isEqualTo(Arrays.copyOfRange(content, SIZE - 1000, SIZE));
        }

        assertThat(opened).isOne();
        assertThat(closed).isOne();
    }

    @Test
    void aFileThatAnInterruptClosedIsAnInterruptionOfTheUpload() {
        try (ReopenedBody body = new ReopenedBody(
                descriptor,
                () -> new ByteArrayInputStream(content) {
                    @Override
                    public synchronized int read(byte[] into, int offset, int length) {
                        throw new BundleException.Unreadable("a bundle", new ClosedByInterruptException());
                    }
                },
                sent -> {})) {
            assertThatThrownBy(() -> sent(body, 0, 1)).isInstanceOf(RegistryException.Interrupted.class);
        }
    }

    @Test
    void contentThatIsWrongIsToldBeforeItsLastBytesGoOut() {
        byte[] wrong = content.clone();
        wrong[17]++;
        try (ReopenedBody body = body(wrong)) {
            assertThatThrownBy(body::confirm).isInstanceOf(OciException.DigestMismatch.class);
        }

        assertThat(closed).isEqualTo(opened);
    }
}
