package io.hexr.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Content is handed out whole only where it is what its descriptor says, however it is read. */
final class VerifyingInputStreamTest {
    private static final String TYPE = "application/octet-stream";
    private static final byte[] CONTENT = {1, 2, 3, (byte) 0xff};

    private static Descriptor of(byte[] content) {
        return Descriptor.of(TYPE, content);
    }

    private static InputStream bytes(byte... content) {
        return new ByteArrayInputStream(content);
    }

    @Test
    void contentThatIsEmptyIsCheckedToo() {
        Descriptor liar = Descriptor.of(TYPE, of(CONTENT).digest(), 0);
        assertThatThrownBy(() -> VerifyingInputStream.of(bytes(), liar).readAllBytes())
                .isInstanceOf(OciException.DigestMismatch.class)
                .hasMessageContaining(liar.digest().toString());
        assertThatThrownBy(() -> VerifyingInputStream.of(bytes((byte) 7), of(new byte[0]))
                        .read())
                .isInstanceOf(OciException.SizeMismatch.class)
                .hasMessageContaining("more than 0");
        assertThat(of(new byte[0]).digest()).isEqualTo(Digest.of("".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void theLastByteIsNotHandedOutBeforeTheDigestWasRight() throws IOException {
        byte[] changed = CONTENT.clone();
        changed[0] ^= 1;
        VerifyingInputStream stream = VerifyingInputStream.of(bytes(changed), of(CONTENT));
        assertThat(stream.readNBytes(CONTENT.length - 1)).hasSize(CONTENT.length - 1);
        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(stream::read).isInstanceOf(OciException.DigestMismatch.class);
        }
        assertThat(stream.isVerified()).isFalse();
        assertThat(stream.failure()).containsInstanceOf(OciException.DigestMismatch.class);
    }

    @Test
    void contentThatIsTooShortOrTooLongIsRefused() {
        assertThatThrownBy(() -> VerifyingInputStream.of(bytes(CONTENT), of(new byte[] {1, 2, 3}))
                        .readNBytes(3))
                .isInstanceOf(OciException.SizeMismatch.class);
        assertThatThrownBy(() -> VerifyingInputStream.of(bytes((byte) 1, (byte) 2), of(CONTENT))
                        .readAllBytes())
                .isInstanceOf(OciException.SizeMismatch.class)
                .hasMessageContaining("only 2")
                .hasMessageContaining(of(CONTENT).digest().toString());
    }

    @Test
    void readsByteForByteAndSaysWhenItIsVerified() throws IOException {
        VerifyingInputStream stream = VerifyingInputStream.of(bytes(CONTENT), of(CONTENT));
        List<Integer> watched = new ArrayList<>();
        stream.watch(watched::add);
        assertThat(stream.read(new byte[1], 0, 0)).isZero();
        for (int i = 0; i < CONTENT.length; i++) {
            assertThat(stream.isVerified()).isFalse();
            assertThat(stream.read()).isEqualTo(CONTENT[i] & 0xff);
        }
        assertThat(stream.isVerified()).isTrue();
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(watched).containsExactly(1, 1, 1, 1);
        assertThat(stream.failure()).isEmpty();
    }

    @Test
    void contentThatIsVerifiedAlreadyIsHashedOnce() throws IOException {
        VerifyingInputStream inner = VerifyingInputStream.of(bytes(CONTENT), of(CONTENT));
        assertThat(VerifyingInputStream.of(inner, of(CONTENT))).isSameAs(inner);
        Descriptor longer = Descriptor.of(TYPE, of(CONTENT).digest(), 5);
        Descriptor other = Descriptor.of(TYPE, of(new byte[4]).digest(), CONTENT.length);
        assertThat(VerifyingInputStream.of(inner, longer)).isNotSameAs(inner);
        assertThat(VerifyingInputStream.of(inner, other)).isNotSameAs(inner);
        assertThat(inner.read()).isEqualTo(1);
        assertThat(VerifyingInputStream.of(inner, of(CONTENT))).isNotSameAs(inner);
    }
}
